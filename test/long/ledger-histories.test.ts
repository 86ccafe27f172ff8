import test from 'node:test';
import { assertHistories } from '../ledger/ledger-trial.ts';

test('the page shows the ledger of the reference model over thousands of histories', () =>
  assertHistories(1500, 60));
