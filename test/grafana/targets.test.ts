import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING, substitute, targets } from './targets.ts';

test('variables are replaced, label_replace is not', () => {
  const expr =
    'x{ident="$ident",channel=~"$channel",job=~"$job"}[$__range] + label_replace(y[$__rate_interval:$__interval], "$1")';
  assert.equal(
    substitute(expr, {
      ident: 'a',
      channel: 'CH1',
      job: 'lowi',
      kwh_per_m3: '10.5',
      interval: '10s',
      rateInterval: '40s',
      range: '1d',
    }),
    'x{ident="a",channel=~"CH1",job=~"lowi"}[1d] + label_replace(y[40s:10s], "$1")',
  );
  assert.throws(() => substitute('x{a="$nobody"}', EVERYTHING), /unknown variable \$nobody/);
});

test('queries contain no variables after replacement', () => {
  const all = targets({ ident: 'b0b21c913c34' });
  assert.ok(all.length > 60);
  for (const { expr } of all) assert.doesNotMatch(expr, /\$[A-Za-z_{]/);
});
