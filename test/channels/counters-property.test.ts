import assert from 'node:assert/strict';
import test from 'node:test';
import type { RiseLimit } from '../../src/channels/counter-guard.ts';
import { fc } from '../properties.ts';
import { Pipeline } from './pipeline.ts';
import { ReferenceGuard } from './reference-guard.ts';

const DAY = 86_400;
const FORGET_AFTER = 2 * DAY;
const KEPT_SECONDS = 400 * DAY;
const ENERGY: RiseLimit = { perSecond: 100_000 / 3600, sinceChange: false };
const GAS: RiseLimit = { perSecond: 50 / 3600, sinceChange: true };
const FIELDS = {
  CIH: { limit: ENERGY, series: 'lowi_import_energy_watthours_total', tail: ',tariff="high"' },
  CIL: { limit: ENERGY, series: 'lowi_import_energy_watthours_total', tail: ',tariff="low"' },
  CG: { limit: GAS, series: 'lowi_gas_cubic_meters_total', tail: '' },
} as const;
type Field = keyof typeof FIELDS;
type Counters = Partial<Record<Field, number>>;
const seriesOf = (name: string, tail = '') => `${name}{ident="a",channel="CH0"${tail}}`;

/** Reference model of the counters of one channel, as the documentation describes them. */
class ReferenceChannel {
  #guards = new Map<Field, ReferenceGuard>();
  /** Since when the channel's first counters are all 0. */
  #zerosSince: number | undefined;
  #isTracked = false;
  #lastPublish = Number.NEGATIVE_INFINITY;
  /** Absent before the first counter. */
  #counts: Record<'decrease' | 'jump' | 'new_level', number> | undefined;

  /** `/metrics` is scraped. */
  scrape(at: number): void {
    if (!this.#isTracked || at - this.#lastPublish <= FORGET_AFTER) return;
    this.#isTracked = false;
    this.#zerosSince = undefined;
    this.#counts = undefined;
    for (const guard of this.#guards.values()) guard.evict();
  }

  /** Updates from a publish; returns the samples of `/metrics`. */
  publish(counters: Counters, at: number): Record<string, number> {
    if (!this.#isTracked && at - this.#lastPublish > KEPT_SECONDS) this.#guards.clear();
    this.#isTracked = true;
    this.#lastPublish = at;
    if (this.#guards.size > 0) this.#counts ??= { decrease: 0, jump: 0, new_level: 0 };
    const samples: Record<string, number> = {};
    if (!this.#areFirstZeros(Object.values(counters), at)) {
      for (const [name, reading] of Object.entries(counters)) {
        const { series, tail } = FIELDS[name as Field];
        samples[seriesOf(series, tail)] = this.#accept(name as Field, reading, at);
      }
    }
    return { ...samples, ...this.#counted() };
  }

  #counted(): Record<string, number> {
    if (!this.#counts) return {};
    const { decrease, jump, new_level } = this.#counts;
    return {
      [seriesOf('lowi_reading_anomalies_total', ',kind="decrease"')]: decrease,
      [seriesOf('lowi_reading_anomalies_total', ',kind="jump"')]: jump,
      [seriesOf('lowi_counter_level_changes_total')]: new_level,
    };
  }

  #areFirstZeros(readings: number[], at: number): boolean {
    if (this.#guards.size > 0 || readings.length === 0 || readings.some((reading) => reading > 0))
      return false;
    this.#zerosSince ??= at;
    return at - this.#zerosSince < 3600;
  }

  #accept(field: Field, reading: number, at: number): number {
    this.#counts ??= { decrease: 0, jump: 0, new_level: 0 };
    const counts = this.#counts;
    const guard = this.#guards.get(field) ?? new ReferenceGuard(FIELDS[field].limit);
    this.#guards.set(field, guard);
    const result = guard.accept(reading, at);
    if (result !== 'ok') counts[result]++;
    return guard.value;
  }
}

/** Similar publishes in a row. */
interface Run {
  base: Counters;
  rise: number;
  times: number;
  after: number;
  /** A scrape before the first of them evicts an expired channel. */
  scrapesFirst: boolean;
}

const level = fc.constantFrom(0, 0, 0, 5, 1000, 1000, 1000, 1_701_234);
const run: fc.Arbitrary<Run> = fc.record({
  base: fc.record({ CIH: level, CIL: level, CG: level }, { requiredKeys: [] }),
  rise: fc.constantFrom(0, 0, 1),
  times: fc.integer({ min: 1, max: 9 }),
  after: fc.constantFrom(0.5, 10, 60, 61, 75, 600, 1200, DAY, 3 * DAY, 399 * DAY, 401 * DAY),
  scrapesFirst: fc.boolean(),
});

/** The nth publish of a run: counters of 0 stay at 0, others rise. */
function nth({ base, rise }: Run, n: number): Counters {
  return Object.fromEntries(Object.entries(base).map(([field, value]) => [field, value && value + rise * n]));
}

/** The pipeline and the reference model of its channel. */
class Trial {
  readonly pipeline = new Pipeline({ forgetAfter: FORGET_AFTER, gasResolution: 1 });
  readonly seen: { firstZeros: number; evictions: number };
  readonly #reference = new ReferenceChannel();

  constructor(seen: Trial['seen']) {
    this.seen = seen;
  }

  play(run: Run): void {
    this.pipeline.time += run.after;
    if (run.scrapesFirst) this.#scrape();
    for (let n = 0; n < run.times; n++) {
      this.#publish(nth(run, n));
      this.pipeline.time += Math.min(run.after, 600);
    }
  }

  #scrape(): void {
    const { channels } = this.pipeline;
    const before = channels.registry.size;
    this.pipeline.samples();
    this.seen.evictions += before - channels.registry.size;
    this.#reference.scrape(this.pipeline.time);
  }

  #publish(counters: Counters): void {
    this.pipeline.publish('a/PUB/CH0', { PI: 1, ...counters });
    const expected = this.#reference.publish(counters, this.pipeline.time);
    const page = this.pipeline.samples();
    const shown = [...page].filter(([series]) =>
      /^lowi_(import_energy|gas|reading_anom|counter_level)/.test(series),
    );
    assert.deepEqual(Object.fromEntries(shown.sort()), Object.fromEntries(Object.entries(expected).sort()));
    if (shown.length === 0 && Object.keys(counters).length > 0) this.seen.firstZeros++;
  }
}

test('counters are shown, withheld and counted as the reference model does for any publishes', () => {
  const seen = { firstZeros: 0, evictions: 0 };
  let newLevels = 0;
  const property = fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), (runs) => {
    const trial = new Trial(seen);
    for (const one of runs) trial.play(one);
    newLevels += trial.pipeline.newLevels.length;
  });
  fc.assert(property, {
    numRuns: Math.min(300, Math.ceil(Number(process.env['FUZZ_CASES'] ?? 10_000) / 10)),
  });
  assert.ok(
    newLevels > 0 && seen.firstZeros > 0 && seen.evictions > 0,
    JSON.stringify({ newLevels, ...seen }),
  );
});
