/** Why a counter's reading was held back. */
export const ANOMALIES = ['decrease', 'jump'] as const;
export type Anomaly = (typeof ANOMALIES)[number];

/** How fast a counter can rise. */
export interface CounterPace {
  /** Its unit per second. */
  perSecond: number;
  /** Measured since it last changed: a gas meter may step once an hour. Else since its last reading. */
  sinceChange: boolean;
}

/** Shortest time that a rise is measured over: registers are rounded, and publishes may come in pairs. */
const LEAST_SECONDS = 60;
/** What a new level takes, as after a meter was exchanged. */
const CONFIRMING_PUBLISHES = 3;
const CONFIRMING_SECONDS = 60;

/** A counter's reading, and when it was read and last changed, in steady seconds. */
export interface Level {
  value: number;
  readAt: number;
  changedAt: number;
}

/** A level that readings agree on which do not fit the accepted one. */
interface Candidate extends Level {
  since: number;
  publishes: number;
}

/**
 * Stands between a meter's counter and the page: a reading that falls, or rises faster than it can, is held back, until three in
 * a row over a minute agree on a new level.
 */
export class CounterGuard {
  private accepted: Level;
  private candidate: Candidate | undefined;

  /** `changedAt`: of a level that is remembered; else its first reading counts as a change. */
  constructor(value: number, at: number, changedAt = at) {
    this.accepted = { value, readAt: at, changedAt };
  }

  /** The last accepted reading. */
  get value(): number {
    return this.accepted.value;
  }

  /** The last accepted reading with its times. */
  get level(): Readonly<Level> {
    return { ...this.accepted };
  }

  /** Takes a reading: it is accepted, or held back for the reason given. */
  take(value: number, at: number, pace: CounterPace): Anomaly | undefined {
    const anomaly = misfit(this.accepted, value, at, pace);
    if (anomaly === undefined) {
      goOn(this.accepted, value, at);
      this.candidate = undefined;
      return undefined;
    }
    return this.confirms(value, at, pace) ? undefined : anomaly;
  }

  /** Whether the reading is the last that its new level needs, and makes it the accepted one. */
  private confirms(value: number, at: number, pace: CounterPace): boolean {
    const candidate = this.candidate;
    if (!candidate || misfit(candidate, value, at, pace)) {
      this.candidate = { value, readAt: at, changedAt: at, since: at, publishes: 1 };
      return false;
    }
    goOn(candidate, value, at);
    candidate.publishes++;
    if (candidate.publishes < CONFIRMING_PUBLISHES || at - candidate.since < CONFIRMING_SECONDS) return false;
    this.accepted = { value, readAt: at, changedAt: candidate.changedAt };
    this.candidate = undefined;
    return true;
  }
}

function misfit(
  level: Level,
  value: number,
  at: number,
  { perSecond, sinceChange }: CounterPace,
): Anomaly | undefined {
  if (value < level.value) return 'decrease';
  const seconds = Math.max(LEAST_SECONDS, at - (sinceChange ? level.changedAt : level.readAt));
  return value - level.value > perSecond * seconds ? 'jump' : undefined;
}

function goOn(level: Level, value: number, at: number): void {
  if (value !== level.value) level.changedAt = at;
  level.value = value;
  level.readAt = at;
}
