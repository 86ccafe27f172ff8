import assert from 'node:assert/strict';
import test from 'node:test';
import { fc } from '../properties.ts';
import { at, Meter } from './demand-meter.ts';
import { ReferenceDemand } from './reference-demand.ts';

const QUARTER = 900;
const START = at('2026-01-15T10:07+01:00');
const LOAD_STEP = 30;
const HIGHEST_WATTS = 12_000;

const EVENTS = ['publish', 'drop', 'withheld', 'restart', 'stateLoss', 'outage', 'clock'] as const;
/** What happens when a publish is due; `seconds` is the length of an outage, or by how much the clock is set. */
interface Event {
  kind: (typeof EVENTS)[number];
  seconds: number;
}

const eventOf = (kind: Event['kind'], min = 0, max = 0) =>
  fc.record({ kind: fc.constant(kind), seconds: fc.integer({ min, max }) });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 1000, arbitrary: eventOf('publish') },
  { weight: 60, arbitrary: eventOf('drop') },
  { weight: 2, arbitrary: eventOf('withheld') },
  { weight: 4, arbitrary: eventOf('restart') },
  { weight: 1, arbitrary: eventOf('stateLoss') },
  { weight: 2, arbitrary: eventOf('outage', 60, 4000) },
  { weight: 1, arbitrary: fc.oneof(eventOf('clock', 3, 4000), eventOf('clock', -4000, -3)) },
);

/** Exact energy in Wh of a periodic load that changes every 30 s, by seconds since its start. */
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

/** A meter, its reference model, and the load that both measure. */
class Trial {
  readonly meter = new Meter();
  reference = new ReferenceDemand();
  private readonly exact: (elapsed: number) => number;
  private time = START + 1.3;

  constructor(load: readonly number[]) {
    this.exact = energyOf(load);
  }

  get unix(): number {
    return this.time + this.meter.clockSet;
  }

  play({ kind, seconds }: Event, interval: number): void {
    this[kind](seconds);
    this.time += interval;
  }

  private publish(): void {
    const wattHours = Math.floor(this.exact(this.time - START));
    this.meter.publish(this.time, wattHours);
    const ended = this.reference.read(this.unix, wattHours);
    assert.equal(this.meter.demand.incompleteQuarters, this.reference.incomplete);
    if (!ended) return;
    const reported = this.meter.demand.lastCompleteWatts()!;
    assert.ok(Math.abs(reported - ended.watts) < 1e-5, `reference ${ended.watts}, reported ${reported}`);
    const from = ended.quarter * QUARTER - this.meter.clockSet - START;
    const truth = 4 * (this.exact(from + QUARTER) - this.exact(from));
    // Interpolation is off by at most a quarter of the gap between two readings; registers by 1 Wh.
    const tolerance = 4 * (1 + (HIGHEST_WATTS * ended.gaps) / 4 / 3600);
    assert.ok(Math.abs(reported - truth) <= tolerance, `actual ${truth}, reported ${reported}`);
  }

  private drop(): void {}

  private withheld(): void {
    this.meter.withheld(this.time);
    this.reference.withhold(this.unix);
  }

  private restart(): void {
    this.meter.restart(true);
    this.publish();
  }

  private stateLoss(): void {
    this.meter.restart(false);
    this.reference = new ReferenceDemand();
  }

  private outage(seconds: number): void {
    this.time += seconds;
  }

  private clock(seconds: number): void {
    this.meter.clockSet += seconds;
    this.reference.discard();
    this.publish(); // a restart first would hide the change of the clock
  }
}

test('every quarter is reported as the reference model computes it, close to the actual demand, or counted as incomplete', () => {
  let complete = 0;
  const property = fc.property(
    fc.array(fc.integer({ min: 0, max: HIGHEST_WATTS }), { minLength: 40, maxLength: 400 }),
    fc.constantFrom(10, 60),
    fc.array(event, { minLength: 1000, maxLength: 2500, size: 'max' }),
    (load, interval, events) => {
      const trial = new Trial(load);
      for (const one of events) trial.play(one, interval);
      const { unix, reference, meter } = trial;
      const highest = Math.max(0, ...reference.complete.map(({ watts }) => watts));
      assert.ok(Math.abs((meter.demand.monthPeak(unix)?.watts ?? 0) - highest) < 1e-5);
      complete += reference.complete.length;
    },
  );
  fc.assert(property, { numRuns: 60, endOnFailure: true }); // shrinking takes minutes: to shrink, repeat the seed without this option
  assert.ok(complete > 500, `${complete} complete quarters`);
});
