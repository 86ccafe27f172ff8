import test from 'node:test';
import { assertHistories } from './ledger-trial.ts';

test('the page shows the ledger of the reference model over any history', () =>
  assertHistories(Math.min(60, Math.ceil(Number(process.env['FUZZ_CASES'] ?? 10_000) / 100)), 45));
