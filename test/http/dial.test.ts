import assert from 'node:assert/strict';
import test from 'node:test';
import type { DemandView } from '../../src/http/view/ledger-view.ts';
import { channelView, demandView, METER, NOW } from './example-views.ts';
import { assertIncludes, main, textOf } from './rendered.ts';

const meter = (demand: DemandView, fresh = true) =>
  main({ devices: [{ ident: 'a', channels: [channelView('CH0', METER, { demand, fresh })] }] });

const QUARTERS: { what: string; demand: DemandView; level: string; text: string[]; label: string }[] = [
  {
    what: 'below the peak',
    demand: demandView(1920),
    level: 'below',
    text: [
      'This quarter: 7 min left',
      'projected 1.92 kW',
      'Fine: below the month’s peak.',
      'So far0.64 kW',
      'Last complete quarter1.88 kW',
      '4.4 kW more for 7 minutes',
      'Month’s peak, 03/01/2026 00:553.20 kW',
      'Billed peak, mean of 4 months2.90 kW',
    ],
    label: '60 % of the month’s peak',
  },
  {
    what: 'just below near',
    demand: demandView(2559),
    level: 'below',
    text: ['projected 2.56 kW'],
    label: '80 % of the month’s peak',
  },
  {
    what: 'near the peak',
    demand: demandView(2560),
    level: 'near',
    text: ['Careful: close to the month’s peak.'],
    label: '80 % of the month’s peak',
  },
  {
    what: 'exactly at the peak',
    demand: demandView(3200),
    level: 'near',
    text: ['projected 3.20 kW'],
    label: '100 % of the month’s peak',
  },
  {
    what: 'above the peak',
    demand: demandView(3201, { quarterEndsAt: NOW + 59.9 }),
    level: 'above',
    text: ['This quarter: last minute', 'Over the month’s peak by 1 W.'],
    label: '100 % of the month’s peak',
  },
  {
    what: 'beyond the scale',
    demand: demandView(12_000),
    level: 'above',
    text: ['projected 12.00 kW'],
    label: '375 % of the month’s peak',
  },
  {
    what: 'near 2.5 kW, without a peak',
    demand: demandView(2400, { monthPeak: null, lastWatts: null }),
    level: 'near',
    text: ['Careful: close to 2.5 kW, the minimum that is billed.'],
    label: '96 % of 2.5 kW, the minimum that is billed',
  },
  {
    what: 'below 2.5 kW, with a lower peak',
    demand: demandView(1900, { monthPeak: { watts: 1800, endedAt: NOW } }),
    level: 'below',
    text: ['Fine: below 2.5 kW, the minimum that is billed.'],
    label: '76 % of 2.5 kW, the minimum that is billed',
  },
  {
    what: 'below the peak, without a projection',
    demand: demandView(null),
    level: 'below',
    text: ['so far 0.64 kW'],
    label: '20 % of the month’s peak',
  },
  {
    what: 'unknown',
    demand: demandView(null, { runningWatts: null, lastWatts: null, monthPeak: null }),
    level: 'unknown',
    text: ['Unknown: needs a reading'],
    label: 'unknown',
  },
  {
    what: 'without import',
    demand: demandView(0, { runningWatts: 0 }),
    level: 'below',
    text: ['projected 0.00 kW'],
    label: '0 % of the month’s peak',
  },
];
for (const { what, demand, level, text, label } of QUARTERS) {
  test(`quarter ${what}`, () => {
    const page = meter(demand);
    assertIncludes(page, `class="quarter ${level}"`);
    assertIncludes(textOf(page), ...text);
    assert.equal(/role="img" aria-label="([^"]+)"/.exec(page)?.[1]?.replace('&#39;', "'"), label);
    assert.doesNotMatch(page, / style=|NaN|Infinity|undefined/);
  });
}

test('the needle stays on the scale, and is absent while demand is unknown', () => {
  const angle = (watts: number | null) =>
    /class="needle"[^>]*rotate\(([^)]+)\)/.exec(meter(demandView(watts, { runningWatts: null })))?.[1];
  assert.deepEqual([0, 1600, 3200, 4800, 99_999, null].map(angle), [
    '-90.0',
    '-30.0',
    '30.0',
    '90.0',
    '90.0',
    undefined,
  ]);
});

test('shows no figure while demand is unknown', () => {
  const page = meter(demandView(null, { runningWatts: null }));
  assert.doesNotMatch(page, /class="projected"/);
  assert.match(meter(demandView(0)), /class="projected"/);
});

test('marks the peak and 2.5 kW, named where there is room', () => {
  const names = (watts: number | null) => {
    const monthPeak = watts === null ? null : { watts, endedAt: NOW };
    const page = meter(demandView(1000, { monthPeak }));
    return [
      page.match(/class="mark"/g)?.length,
      ...[...page.matchAll(/<text [^>]*>([^<]+)/g)].map(([, name]) => name),
    ];
  };
  assert.deepEqual(names(null), [1, '2.5 kW']);
  assert.deepEqual(names(1500), [2, 'peak', '2.5 kW']);
  assert.deepEqual(names(2400), [2, '2.5 kW']);
  assert.deepEqual(names(2500), [1, '2.5 kW']);
  assert.deepEqual(names(2600), [2, 'peak']);
  assert.deepEqual(names(4000), [2, '2.5 kW', 'peak']);
});

test('a stale meter, or one without demand, has no dial', () => {
  assert.doesNotMatch(meter(demandView(1920), false), /class="quarter|kW/);
  assert.doesNotMatch(
    main({ devices: [{ ident: 'a', channels: [channelView('CH0', METER)] }] }),
    /class="quarter/,
  );
});
