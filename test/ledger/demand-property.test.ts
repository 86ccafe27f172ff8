import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { at, Meter } from './demand-meter.ts';
import { Witness } from './witness.ts';

const QUARTER = 900;
const START = at('2026-01-15T10:07+01:00');
const LOAD_STEP = 30;
const HIGHEST_WATTS = 12_000;

const EVENTS = ['publish', 'drop', 'glitch', 'restart', 'amnesia', 'outage', 'clock'] as const;
/** What happens when a publish is due; seconds say how long, or by how much the clock is set. */
interface Event {
  kind: (typeof EVENTS)[number];
  seconds: number;
}

const eventOf = (kind: Event['kind'], min = 0, max = 0) =>
  fc.record({ kind: fc.constant(kind), seconds: fc.integer({ min, max }) });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 1000, arbitrary: eventOf('publish') },
  { weight: 60, arbitrary: eventOf('drop') },
  { weight: 2, arbitrary: eventOf('glitch') },
  { weight: 4, arbitrary: eventOf('restart') },
  { weight: 1, arbitrary: eventOf('amnesia') },
  { weight: 2, arbitrary: eventOf('outage', 60, 4000) },
  { weight: 1, arbitrary: fc.oneof(eventOf('clock', 3, 4000), eventOf('clock', -4000, -3)) },
);

/** Exact energy in Wh of a load that changes every 30 s and repeats itself, by seconds since it began. */
function energyOf(load: readonly number[]): (elapsed: number) => number {
  const sums = [0];
  for (const watts of load) sums.push(sums.at(-1)! + (watts * LOAD_STEP) / 3600);
  return (elapsed) => {
    const steps = Math.floor(elapsed / LOAD_STEP);
    const step = steps % load.length;
    const intoStep = elapsed - steps * LOAD_STEP;
    return ((steps - step) / load.length) * sums.at(-1)! + sums[step]! + (load[step]! * intoStep) / 3600;
  };
}

/** A meter, the slow witness beside it, and the load that both look at. */
class Trial {
  readonly meter = new Meter();
  witness = new Witness();
  private readonly exact: (elapsed: number) => number;
  private time = START + 1.3;

  constructor(load: readonly number[]) {
    this.exact = energyOf(load);
  }

  get unix(): number {
    return this.time + this.meter.clockSet;
  }

  live({ kind, seconds }: Event, interval: number): void {
    this[kind](seconds);
    this.time += interval;
  }

  private publish(): void {
    const wattHours = Math.floor(this.exact(this.time - START));
    this.meter.publish(this.time, wattHours);
    const ended = this.witness.read(this.unix, wattHours);
    assert.equal(this.meter.demand.incompleteQuarters, this.witness.incomplete);
    if (!ended) return;
    const reported = this.meter.demand.lastCompleteWatts()!;
    assert.ok(
      Math.abs(reported - ended.watts) < 1e-5,
      `by the readings ${ended.watts}, reported ${reported}`,
    );
    const from = ended.quarter * QUARTER - this.meter.clockSet - START;
    const truth = 4 * (this.exact(from + QUARTER) - this.exact(from));
    // A line through two readings is off by a quarter of their gap at the most; the counters by 1 Wh.
    const tolerance = 4 * (1 + (HIGHEST_WATTS * ended.gaps) / 4 / 3600);
    assert.ok(Math.abs(reported - truth) <= tolerance, `in truth ${truth}, reported ${reported}`);
  }

  private drop(): void {}

  private glitch(): void {
    this.meter.glitch(this.time);
    this.witness.glitch(this.unix);
  }

  private restart(): void {
    this.meter.restart(true);
    this.publish();
  }

  private amnesia(): void {
    this.meter.restart(false);
    this.witness = new Witness();
  }

  private outage(seconds: number): void {
    this.time += seconds;
  }

  private clock(seconds: number): void {
    this.meter.clockSet += seconds;
    this.witness.distrust();
    this.publish(); // if a restart came first, nobody could notice
  }
}

test('whatever happens: a quarter is reported as its readings say and as it was, or counted as left out', () => {
  let complete = 0;
  const property = fc.property(
    fc.array(fc.integer({ min: 0, max: HIGHEST_WATTS }), { minLength: 40, maxLength: 400 }),
    fc.constantFrom(10, 60),
    fc.array(event, { minLength: 1000, maxLength: 2500, size: 'max' }),
    (load, interval, events) => {
      const trial = new Trial(load);
      for (const one of events) trial.live(one, interval);
      const { unix, witness, meter } = trial;
      const highest = Math.max(0, ...witness.complete.map(({ watts }) => watts));
      assert.ok(Math.abs((meter.demand.monthPeak(unix)?.watts ?? 0) - highest) < 1e-5);
      complete += witness.complete.length;
    },
  );
  fc.assert(property, { numRuns: 60, endOnFailure: true }); // to shrink takes minutes: repeat the seed that it names without
  assert.ok(complete > 500, `${complete} complete quarters were looked at`);
});
