import test from 'node:test';
import type { LedgerEvent } from './ledger-events.ts';
import { LedgerTrial } from './ledger-trial.ts';

const MINUTE = 60_000;
const LOADS = { import: 3000, export: 0, gas: 100, water: 0 };
const run = (publishes: number): LedgerEvent => ({ kind: 'run', publishes, loads: LOADS, jitter: [0] });
const gasOnly = (publishes: number): LedgerEvent => ({
  kind: 'partial',
  publishes,
  without: ['CIH', 'CIL', 'CEH', 'CEL', 'CW'],
});
const restart = (down: number): LedgerEvent => ({ kind: 'restart', state: 'latest', down });

/** Histories that random ones found, from 23:00 in Brussels on. */
const CASES: Record<string, LedgerEvent[]> = {
  'the clock is set back while no publish has energy, then a restart': [
    run(22),
    { kind: 'clock', by: -40 * MINUTE },
    gasOnly(3),
    restart(41 * MINUTE),
    run(10),
  ],
  'the clock is set back, and so the last reading of a register to the day before': [
    run(65),
    { kind: 'partial', publishes: 30, without: ['CIH'] },
    { kind: 'clock', by: -20 * MINUTE },
    { kind: 'partial', publishes: 3, without: ['CIH'] },
  ],
  'a second register appears after a restart': [
    { kind: 'partial', publishes: 16, without: ['CIH'] },
    restart(0),
    run(20),
  ],
  'all that is known was read in the future, then two restarts': [
    run(2),
    { kind: 'clock', by: -10 * MINUTE },
    restart(0),
    restart(0),
    run(30),
  ],
};

for (const [what, events] of Object.entries(CASES)) {
  test(what, async () => {
    const trial = new LedgerTrial({
      start: Date.parse('2026-08-04T21:00:00Z'),
      timezone: 'Europe/Brussels',
      interval: MINUTE,
      contract: { prices: {}, capacity: { floorWatts: 2500, price: 40, peaks: new Map() } },
      bases: { CIH: 100, CIL: 1000, CEH: 0, CEL: 0, CG: 1000 },
    });
    for (const event of events) await trial.play(event);
  });
}
