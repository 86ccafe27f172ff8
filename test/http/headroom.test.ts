import assert from 'node:assert/strict';
import test from 'node:test';
import { headroom, limitOf } from '../../src/http/page/headroom.ts';
import type { DemandView } from '../../src/http/view/ledger-view.ts';
import { channelView, demandView, METER, NOW } from './example-views.ts';
import { assertExcludes, assertIncludes, channelText, main, READER, textOf } from './rendered.ts';

const text = (demand: DemandView, importWatts: number | undefined) => {
  const limit = limitOf(demand, READER);
  return limit && textOf(headroom(demand, limit, importWatts, READER)?.markup ?? '');
};
const WITH = (headroomWatts: number | null, more: Partial<DemandView> = {}) =>
  demandView(1920, { headroomWatts, quarterEndsAt: NOW + 360, ...more });

const WORDS: [string, DemandView, number | undefined, string][] = [
  ['power to spare', WITH(3300), 1198, '2.1 kW more for 6 minutes'],
  ['exactly at the limit', WITH(1198), 1198, '0 W more for 6 minutes'],
  ['the last minute', WITH(3300, { quarterEndsAt: NOW + 59 }), 1198, '2.1 kW more for 1 minute'],
  ['a quarter that has ended', WITH(3300, { quarterEndsAt: NOW }), 1198, '2.1 kW more for 1 minute'],
  ['too much power', WITH(1198, { projectedWatts: 3300 }), 3300, 'Use 2.1 kW less for 6 minutes'],
  ['a little too much', WITH(1198, { projectedWatts: 3210 }), 1250, 'Use 52 W less for 6 minutes'],
  ['no import power', WITH(3300), undefined, 'Up to 3.3 kW for 6 minutes'],
  ['unknown headroom', WITH(null), 1198, ''],
  ['unknown energy', WITH(3300, { runningWatts: null }), 1198, ''],
  ['a quarter above the limit', WITH(0, { runningWatts: 3300 }), 1198, ''],
];
for (const [what, demand, watts, words] of WORDS) {
  test(`headroom with ${what}: "${words}"`, () => assert.equal(text(demand, watts), words));
}

const LIMITS: [string, Partial<DemandView>, string | undefined][] = [
  ['the peak', { thresholdWatts: 3200 }, 'the month’s peak'],
  ['the billed minimum', { thresholdWatts: 2500 }, '2.5 kW, the minimum that is billed'],
  ['another minimum', { thresholdWatts: 4125, floorWatts: 4125 }, '4.125 kW, the minimum that is billed'],
  ['a peak from the bill', { thresholdWatts: 3910 }, 'the month’s peak on the bill'],
  ['no billed peaks', { thresholdWatts: null, floorWatts: null }, undefined],
  ['no minimum and no peak yet', { thresholdWatts: 0, floorWatts: 0, monthPeak: null }, undefined],
];
for (const [what, more, name] of LIMITS) {
  test(`the limit of ${what} is ${name}`, () =>
    assert.equal(limitOf(demandView(1920, more), READER)?.name, name));
}

test('a quarter above the limit says by how much', () => {
  const card = (demand: DemandView) => channelText(channelView('CH0', METER, { demand }));
  assertIncludes(
    card(WITH(0, { runningWatts: 3300, projectedWatts: 4100 })),
    'Over the month’s peak by 0.9 kW.',
  );
  assertIncludes(
    card(WITH(0, { runningWatts: 3300, projectedWatts: null })),
    'Over the month’s peak by 0.1 kW.',
  );
});

test('where peaks are not billed, the quarter has figures but no dial and no advice', () => {
  const unbilled = { thresholdWatts: null, headroomWatts: null, floorWatts: null, billedPeak: null };
  const demand = demandView(1920, unbilled);
  const page = main({ devices: [{ ident: 'a', channels: [channelView('CH0', METER, { demand })] }] });
  assertIncludes(textOf(page), 'projected 1.92 kW', 'So far0.64 kW', 'Month’s peak');
  assertExcludes(textOf(page), 'Fine', 'more for', 'billed', 'Billed');
  assertExcludes(page, 'class="dial"');
});
