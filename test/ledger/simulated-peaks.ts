import assert from 'node:assert/strict';
import { Demand } from '../../src/ledger/demand.ts';
import { createFleet } from '../../src/simulator/fleet.ts';
import { at, RULES } from './demand-meter.ts';

const QUARTER = 900;
export const START = at('2026-01-01T00:00+01:00');
const { monthOf } = RULES;

/** Highest quarters by local month: in truth, as reported, and as reported with every seventh publish missing. */
interface Peaks {
  truth: Map<number, number>;
  reported: Map<number, number>;
  patchy: Map<number, number>;
}

/** The peaks of a simulated house from START to `end`, read at each publish. */
export function simulatedPeaks(intervalSeconds: number, seed: number, end: number): Peaks {
  const fleet = createFleet({ devices: 1, channels: 1, intervalSeconds, seed, startUnix: START });
  const demand = new Demand(RULES);
  const patchy = new Demand(RULES);
  const peaks: Peaks = { truth: new Map(), reported: new Map(), patchy: new Map() };
  let publishes = 0;
  let imported = fleet.importedWattHours(0);
  for (let from = START; from < end; from += QUARTER) {
    for (const { at: unix, payload } of fleet.publishesUntil(from + QUARTER)) {
      const { CIH, CIL, PI } = JSON.parse(payload) as Record<string, string>;
      const now = { unix, monotonic: unix - START };
      demand.update(now, Number(CIH) + Number(CIL), Number(PI), false);
      if (publishes++ % 7 !== 3) patchy.update(now, Number(CIH) + Number(CIL), Number(PI), false);
      note(peaks.reported, demand, unix);
      note(peaks.patchy, patchy, unix);
    }
    const before = imported;
    imported = fleet.importedWattHours(0);
    raise(peaks.truth, monthOf(from), 4 * (imported - before));
  }
  return peaks;
}

function note(peaks: Map<number, number>, demand: Demand, unix: number): void {
  const watts = demand.monthPeak(unix)?.watts;
  if (watts !== undefined) raise(peaks, monthOf(unix), watts);
}

function raise(peaks: Map<number, number>, month: number, watts: number): void {
  peaks.set(month, Math.max(peaks.get(month) ?? 0, watts));
}

/** Fails unless each month's peak is right to so many percent. */
export function assertWithin(
  percent: number,
  truth: Map<number, number>,
  reported: Map<number, number>,
): void {
  for (const [month, watts] of truth) {
    const error = (reported.get(month) ?? 0) / watts - 1;
    assert.ok(Math.abs(error) < percent / 100, `month ${month}: ${watts} W, off by ${100 * error} %`);
  }
}
