import { createRandom } from './random.ts';

// Any number of golden ratio steps is evenly spread, so a device's phase does not depend on the size of the fleet.
const GOLDEN_STEP = (Math.sqrt(5) - 1) / 2;

/** The fleet whose publishes to schedule. */
export interface ScheduleOptions {
  readonly devices: number;
  readonly channels: number;
  readonly intervalSeconds: number;
  readonly seed: number;
  readonly startUnix: number;
}

/** A publish that is due. */
export interface Due {
  readonly device: number;
  readonly channel: number;
  readonly unixMilliseconds: number;
}

/** Takes the next publish that is due by a Unix second, if any. */
export type TakeDue = (unixSeconds: number) => Due | undefined;

/** Spreads the devices over the interval, with a short gap between the channels of each. */
export function createSchedule(options: ScheduleOptions): TakeDue {
  const turns = arrangeTurns(options);
  const intervalMilliseconds = options.intervalSeconds * 1000;
  let roundStart = options.startUnix * 1000;
  let next = 0;
  return (unixSeconds) => {
    const turn = turns[next];
    if (!turn) return undefined;
    const unixMilliseconds = Math.ceil(roundStart + turn.offset);
    if (unixMilliseconds > unixSeconds * 1000) return undefined;
    next = (next + 1) % turns.length;
    if (next === 0) roundStart += intervalMilliseconds;
    return { device: turn.device, channel: turn.channel, unixMilliseconds };
  };
}

/** The publishes of one interval, in order of time. Offsets are in milliseconds, above 0. */
function arrangeTurns({ devices, channels, intervalSeconds, seed }: ScheduleOptions) {
  const interval = intervalSeconds * 1000;
  const gap = Math.min(100, interval / (2 * channels));
  const firstPhase = createRandom(seed)();
  const turns: { device: number; channel: number; offset: number }[] = [];
  for (let device = 0; device < devices; device++) {
    const phase = 1 - ((firstPhase + device * GOLDEN_STEP) % 1);
    for (let channel = 0; channel < channels; channel++) {
      const offset = phase * (interval - channels * gap) + channel * gap;
      turns.push({ device, channel, offset });
    }
  }
  return turns.sort((one, other) => one.offset - other.offset);
}
