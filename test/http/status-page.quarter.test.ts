import assert from 'node:assert/strict';
import test from 'node:test';
import type { RequestContext } from '../../src/http/page/request.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import type { DemandView, Overview } from '../../src/http/view/overview.ts';
import { channelView, demandView, EXPECTED, house, METER, manyDevices, NOW, overview } from './views.ts';

const VISIT: RequestContext = { host: 'localhost' };

/** The page's <main>. */
function main(changes: Partial<Overview>, context = VISIT): string {
  const page = renderStatusPage(overview(changes), context).html;
  return page.slice(page.indexOf('<main'), page.indexOf('</main>'));
}

const textOf = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/(\s|&nbsp;|\u202f)+/g, ' ');

const meter = (demand: DemandView, fresh = true) =>
  main({ devices: [{ ident: 'a', channels: [channelView('CH0', METER, { demand, fresh })] }] });

const QUARTERS: { what: string; demand: DemandView; level: string; text: string[]; label: string }[] = [
  {
    what: 'below the peak',
    demand: demandView(1920),
    level: 'below',
    text: [
      'This quarter: 7 min left',
      'heading for 1.92 kW',
      "Fine: below the month's peak.",
      'So far0.64 kW',
      'Last complete quarter1.88 kW',
      "Month's peak, 2026-01-02 23:55:00 UTC3.20 kW",
    ],
    label: "60 % of the month's peak",
  },
  {
    what: 'just below what is near',
    demand: demandView(2559),
    level: 'below',
    text: ['heading for 2.56 kW'],
    label: "80 % of the month's peak",
  },
  {
    what: 'near the peak',
    demand: demandView(2560),
    level: 'near',
    text: ["Careful: close to the month's peak."],
    label: "80 % of the month's peak",
  },
  {
    what: 'exactly the peak',
    demand: demandView(3200),
    level: 'near',
    text: ['heading for 3.20 kW'],
    label: "100 % of the month's peak",
  },
  {
    what: 'above the peak',
    demand: demandView(3201, { quarterEndsAt: NOW + 59.9 }),
    level: 'above',
    text: ['This quarter: last minute', "Too much: above the month's peak. Switch something off"],
    label: "100 % of the month's peak",
  },
  {
    what: 'beyond the scale',
    demand: demandView(12_000),
    level: 'above',
    text: ['heading for 12.00 kW'],
    label: "375 % of the month's peak",
  },
  {
    what: 'no peak yet: 2.5 kW counts',
    demand: demandView(2400, { monthPeak: null, lastWatts: null }),
    level: 'near',
    text: ['Careful: close to 2.5 kW, the least that is billed.'],
    label: '96 % of 2.5 kW, the least that is billed',
  },
  {
    what: 'a peak below 2.5 kW, so 2.5 kW counts',
    demand: demandView(1900, { monthPeak: { watts: 1800, endedAt: NOW } }),
    level: 'below',
    text: ['Fine: below 2.5 kW, the least that is billed.'],
    label: '76 % of 2.5 kW, the least that is billed',
  },
  {
    what: 'no projection: what there is so far',
    demand: demandView(null),
    level: 'below',
    text: ['so far 0.64 kW'],
    label: "20 % of the month's peak",
  },
  {
    what: 'nothing known',
    demand: demandView(null, { runningWatts: null, lastWatts: null, monthPeak: null }),
    level: 'unknown',
    text: ['Not known yet'],
    label: 'not known yet',
  },
  {
    what: 'a house that takes nothing',
    demand: demandView(0, { runningWatts: 0 }),
    level: 'below',
    text: ['heading for 0.00 kW'],
    label: "0 % of the month's peak",
  },
];
for (const { what, demand, level, text, label } of QUARTERS) {
  test(`the quarter is ${what}`, () => {
    const page = meter(demand);
    assert.ok(page.includes(`class="quarter ${level}"`));
    for (const words of text) assert.ok(textOf(page).includes(words), words);
    assert.equal(/role="img" aria-label="([^"]+)"/.exec(page)?.[1]?.replace('&#39;', "'"), label);
    assert.doesNotMatch(page, / style=|NaN|Infinity|undefined/);
  });
}

test('the needle keeps to the scale, and is not there while nothing is known', () => {
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

test('no figure is shown while nothing is known', () => {
  const page = meter(demandView(null, { runningWatts: null }));
  assert.doesNotMatch(page, /class="heading"/);
  assert.match(meter(demandView(0)), /class="heading"/);
});

test('the marks: the peak and 2.5 kW, named where there is room', () => {
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

test('a silent meter has no quarter, and one without demand no dial', () => {
  assert.doesNotMatch(meter(demandView(1920), false), /class="quarter|kW/);
  assert.doesNotMatch(
    main({ devices: [{ ident: 'a', channels: [channelView('CH0', METER)] }] }),
    /class="quarter/,
  );
});

test('a channel whose current is ten times off says what to set, silent or not', () => {
  const resolutionHint = 'U × I is <ten> times the power: set lowi.currentResolution to 0.001';
  for (const fresh of [true, false])
    for (const channel of ['CH0', 'CH4']) {
      const view = channelView(channel, { P: 1 }, { resolutionHint, fresh });
      assert.match(
        main({ devices: [{ ident: 'a', channels: [view] }] }),
        /class="hint".*U × I is &lt;ten&gt; times/,
      );
    }
});

test('expected channels stand with their device, expected devices by themselves', () => {
  const page = main({ devices: house(), expected: EXPECTED });
  assert.match(
    textOf(page.slice(0, page.indexOf('aria-label="Device plug1"'))),
    /Heat pump ?CH2\s+Expected, not yet seen/,
  );
  assert.match(textOf(page.slice(page.indexOf('id="awaited"'))), /barn CH0 +CH1 PV dak "zuid"/);
  assert.equal(page.match(/CH2/g)?.length, 2);
  assert.doesNotMatch(main({ devices: house() }), /not yet seen/);
});

test('before any reading, and for one device, what is expected of it', () => {
  const first = textOf(main({ expected: EXPECTED }));
  assert.match(
    first,
    /Waiting for the first reading[\s\S]*Expected, not yet seen[\s\S]*Heat pump[\s\S]*barn/,
  );
  const barn = textOf(main({ devices: house(), expected: EXPECTED }, { ...VISIT, ident: 'barn' }));
  assert.match(barn, /No device barn has published[\s\S]*Expected, not yet seen[\s\S]*CH1 PV dak/);
  assert.doesNotMatch(barn, /Heat pump/);
});

test('of a fleet all that is expected stands below the table, 50 devices at most', () => {
  const expected = Array.from({ length: 6000 }, (_, n) => ({
    ident: `lowi${n % 60}`,
    channel: `CH${n}`,
    name: '<b>',
  }));
  const page = main({ devices: manyDevices(30), expected: [...EXPECTED, ...expected] });
  const text = textOf(page);
  for (const words of ['Heat pump', 'and 80 more', '50 of 62 are shown', '&lt;b&gt;'])
    assert.ok(text.includes(words), words);
  assert.ok(page.length < 150_000);
});
