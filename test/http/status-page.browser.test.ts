import assert from 'node:assert/strict';
import test from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { DeviceView } from '../../src/http/view/overview.ts';
import { BrowserTests } from './chromium.ts';
import { FAINT_TEXTS } from './contrast.ts';
import { channelView, demandView, house, METER, manyDevices, overview } from './example-views.ts';

const tests = new BrowserTests();
const { options, server } = tests;

/** Opens the page, and records dialogs, errors, console messages and requests to other hosts. */
async function open(devices: DeviceView[], how: BrowserContextOptions = {}) {
  server.overview = overview({ devices });
  const context = await tests.browser.newContext({ viewport: { width: 1200, height: 800 }, ...how });
  const page = await context.newPage();
  const violations: string[] = [];
  page.on('dialog', (dialog) => {
    violations.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => violations.push(`error ${error.message}`));
  page.on('console', (message) => violations.push(`console ${message.text()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      violations.push(`request ${request.url()}`);
  });
  await page.goto(server.url);
  return { page, violations, context };
}

function grid(PI: number, more: Parameters<typeof channelView>[2] = {}): DeviceView[] {
  return [
    { ident: 'lowi', channels: [channelView('CH0', { ...METER, PI }, { others: { PF: PI }, ...more })] },
  ];
}

const untilText = (page: Page, text: string) => page.getByText(text).first().waitFor({ timeout: 60_000 });

test(
  'hostile names cause no dialog, no policy violation and no request to another host',
  options,
  async () => {
    const evil = `<img src=x onerror=alert(1)>"><script>alert(2)</script></script><svg/onload=alert(3)>'`;
    const remote = '<img src="http://192.0.2.1/x.png"><link rel=stylesheet href="//192.0.2.1/x.css">';
    const channel = channelView('CH0', METER, { name: evil, type: remote, others: { [evil]: 1 } });
    const { page, violations, context } = await open([{ ident: remote, channels: [channel] }]);
    server.overview = overview({
      devices: [{ ident: evil, channels: [{ ...channel, name: remote }] }],
      rejections: [{ at: 0, topic: evil, reason: 'not_a_number', field: remote, excerpt: evil + remote }],
    });
    await untilText(page, 'not_a_number'); // the refresh has patched them in, too
    assert.equal(await page.locator('h3 bdi').textContent(), remote);
    assert.equal(await page.locator('img, link[rel=stylesheet]').count(), 0);
    assert.deepEqual(violations, []);
    await context.close();
  },
);

test('the policy blocks an injected script and style', options, async () => {
  const { page, violations, context } = await open(house());
  const got = await page.evaluate(`(() => {
    const script = Object.assign(document.createElement('script'), { textContent: 'window.got = true' });
    document.body.append(script);
    document.body.setAttribute('style', 'opacity: 0.1');
    return [window.got, getComputedStyle(document.body).opacity];
  })()`);
  assert.deepEqual(got, [undefined, '1']);
  assert.equal(violations.filter((violation) => /Content Security Policy/.test(violation)).length, 2);
  await context.close();
});

test('a refresh keeps nodes, selection, open details and scroll position', options, async () => {
  const { page, violations, context } = await open(grid(1198), { viewport: { width: 1200, height: 300 } });
  await page.locator('.others summary').click();
  await page.evaluate(`
    window.kept = document.querySelector('.net data').firstChild;
    getSelection().selectAllChildren(document.querySelector('h2'));
    scrollTo(0, 120);
  `);
  server.overview = overview({ devices: grid(2500) });
  await untilText(page, '2500');
  const now = await page.evaluate(`({
    same: window.kept === document.querySelector('.net data').firstChild,
    text: window.kept.data,
    value: document.querySelector('.net data').value,
    open: document.querySelector('.others').open,
    other: document.querySelector('.others dd').textContent,
    selected: String(getSelection()),
    scrolled: scrollY,
    title: document.title,
  })`);
  assert.deepEqual(now, {
    same: true,
    text: '2500',
    value: '2500',
    open: true,
    other: '2500',
    selected: 'lowi',
    scrolled: 120,
    title: '2500 W from the grid · LOWI exporter',
  });
  assert.deepEqual(violations, []);
  await context.close();
});

test('adding and removing channels does not move the others', options, async () => {
  const card = (number: number) => channelView(`CH${number}`, { P: number }, { name: `name ${number}` });
  const devices = (numbers: number[]) => [{ ident: 'lowi', channels: numbers.map(card) }];
  const { page, context } = await open(devices([2, 3, 5]));
  await page.evaluate(`
    window.kept = document.querySelector('[data-key=CH3]');
    window.moved = 0;
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node === window.kept) window.moved++;
    }).observe(document.querySelector('main'), { childList: true, subtree: true });
  `);
  server.overview = overview({ devices: devices([1, 3, 4, 5]) });
  await untilText(page, 'name 4');
  assert.deepEqual(await page.locator('h3').allTextContents(), ['name 1', 'name 3', 'name 4', 'name 5']);
  assert.equal(await page.evaluate(`document.querySelector('[data-key=CH3]') === window.kept`), true);
  assert.equal(await page.evaluate('window.moved'), 0);
  await context.close();
});

test('a refresh without news changes nothing', options, async () => {
  const { page, context } = await open(house());
  await page.evaluate(`
    window.changes = 0;
    new MutationObserver((records) => { window.changes += records.length; }).observe(document.body,
      { childList: true, subtree: true, attributes: true, characterData: true });
  `);
  const before = server.requests;
  await page.waitForResponse(() => server.requests >= before + 2);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate('window.changes'), 0);
  await context.close();
});

test('shows that the exporter does not respond, until it does again', options, async () => {
  const { page, context } = await open(grid(1198));
  const notice = page.locator('#notice');
  assert.equal(await notice.isVisible(), false);
  await server.stop();
  try {
    await notice.waitFor({ timeout: 60_000 });
    assert.match((await notice.textContent()) ?? '', /^Exporter not responding since \d.*\d\d/);
    assert.equal(await notice.getAttribute('role'), 'alert');
    assert.ok(await page.getByText('1198').first().isVisible());
  } finally {
    await server.start();
  }
  server.overview = overview({ devices: grid(777) });
  await untilText(page, '777');
  assert.equal(await notice.isVisible(), false);
  await context.close();
});

test('reloads the page when the exporter was upgraded', options, async () => {
  const { page, context } = await open(house());
  server.overview = overview({ devices: house(), version: '9.9.9' });
  await untilText(page, '9.9.9');
  await context.close();
});

test('a hidden page does not refresh, and refreshes at once when it is visible again', options, async () => {
  const { page, context } = await open(grid(1));
  const hide = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
  await hide(true);
  const before = server.requests;
  await page.waitForTimeout(3000);
  assert.ok(server.requests <= before + 1);
  server.overview = overview({ devices: grid(4321) });
  await hide(false);
  await untilText(page, '4321'); // without waiting for the timer
  await context.close();
});

test('without scripts the page is complete, with times of the house', options, async () => {
  const { page, context } = await open(house(), { javaScriptEnabled: false });
  const text = ((await page.locator('main').textContent()) ?? '')
    .replaceAll('\u202f', ' ')
    .replaceAll('\u00a0', ' ');
  for (const words of [
    '3494546c709b',
    'GRID',
    '1198 W',
    '15,322.418 kWh',
    'fresh',
    'stale',
    '4 s ago',
    'As of14:02:11 Europe/Brussels',
    'now €0.2118 per kWh',
  ])
    assert.ok(text.includes(words), words);
  await context.close();
});

test('shows times on the clock of the house, wherever the browser is', options, async () => {
  const { page, context } = await open(house(), { timezoneId: 'America/New_York', locale: 'en-US' });
  const before = server.requests;
  await page.waitForResponse(() => server.requests > before);
  assert.equal(await page.locator('.counts time').textContent(), '14:02:11');
  await context.close();
});

const long = 'W'.repeat(256);
const WIDTHS: Record<string, DeviceView[]> = {
  'a house': house(),
  'long names': [
    {
      ident: 'x'.repeat(128),
      channels: [
        channelView(
          'CH0',
          { ...METER, CIH: 1e15, PI: 1e15 },
          { name: long, type: long, others: { [long]: 1e300 } },
        ),
      ],
    },
  ],
  'a fleet': manyDevices(30),
  nothing: [],
};
for (const [what, devices] of Object.entries(WIDTHS)) {
  test(`${what} fits a phone of 360 pixels`, options, async () => {
    const { page, context } = await open(devices, { viewport: { width: 360, height: 740 } });
    for (const details of await page.locator('summary').all()) await details.click();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    await context.close();
  });
}

for (const [colorScheme, dark] of [
  ['light', false],
  ['dark', true],
] as const) {
  test(`${colorScheme}: background and contrast of every text`, options, async () => {
    const backgrounds: string[] = [];
    for (const devices of Object.values(WIDTHS)) {
      const { page, context } = await open(devices, { colorScheme });
      assert.deepEqual(await page.evaluate(FAINT_TEXTS), []);
      backgrounds.push(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
      await context.close();
    }
    const [red = 0] = (backgrounds[0]?.match(/\d+/g) ?? []).map(Number);
    assert.equal(red < 128, dark);
  });
}

test('states have text, landmarks have names, and reduced motion is respected', options, async () => {
  const { page, context } = await open(house(), { reducedMotion: 'reduce' });
  assert.equal(await page.locator('h1').count(), 1);
  assert.equal(await page.getByRole('main').count(), 1);
  assert.equal(await page.getByRole('region', { name: 'Device 3494546c709b' }).count(), 1);
  assert.equal(await page.getByRole('region', { name: 'Recently rejected' }).count(), 1);
  assert.deepEqual(await page.locator('.state').allTextContents(), [
    'fresh',
    'fresh',
    'fresh',
    'stale',
    'fresh',
  ]);
  const animation = `getComputedStyle(document.querySelector('.cable'), '::before').animationName`;
  assert.equal(await page.evaluate(animation), 'none');
  await context.close();
});

const LEVELS = [
  { watts: 1920, level: 'below', angle: -18, words: /^Fine/ },
  { watts: 2900, level: 'near', angle: 18.8, words: /^Careful/ },
  { watts: 4100, level: 'above', angle: 63.8, words: /^Over/ },
];
for (const colorScheme of ['light', 'dark'] as const) {
  test(`${colorScheme}: a refresh updates color and needle of the dial`, options, async () => {
    const at = (watts: number) => grid(1198, { demand: demandView(watts) });
    const { page, violations, context } = await open(at(9000), { colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(`window.kept = document.querySelector('.needle')`);
    const colors = new Set<string>();
    for (const { watts, level, angle, words } of LEVELS) {
      server.overview = overview({ devices: at(watts) });
      await page.locator(`.quarter.${level}`).waitFor({ timeout: 60_000 });
      const seen = await page.evaluate<[boolean, number, number, string]>(`(() => {
        const needle = document.querySelector('.needle');
        const { a, b } = needle.getCTM();
        const filled = document.querySelector('.filled');
        return [needle === window.kept, Math.atan2(b, a) * 180 / Math.PI, parseFloat(getComputedStyle(filled).strokeDasharray),
          getComputedStyle(filled).stroke];
      })()`);
      assert.equal(seen[0], true);
      assert.ok(Math.abs(seen[1] - angle) < 0.2, `${watts} W: ${seen[1]}°`);
      assert.ok(Math.abs(seen[2] - watts / 32) < 0.1);
      colors.add(seen[3]);
      assert.match((await page.locator('.assessment').innerText()).trim(), words);
      const name = `${Math.round(watts / 32)} % of the month’s peak`;
      assert.equal(await page.getByRole('img', { name }).count(), 1);
      assert.deepEqual(await page.evaluate(FAINT_TEXTS), []);
    }
    assert.equal(colors.size, 3);
    assert.deepEqual(violations, []);
    await context.close();
  });
}

test('the dial fits its box', options, async () => {
  for (const watts of [null, 0, 1500, 2600, 2900, 4000, 9000, 50_000]) {
    const monthPeak = watts === null ? null : { watts, endedAt: 0 };
    const { page, context } = await open(grid(1, { demand: demandView(1000, { monthPeak }) }));
    const outside = await page.evaluate(`(() => {
      const box = document.querySelector('.dial').getBoundingClientRect();
      return [...document.querySelectorAll('.dial text, .dial path, .dial circle')]
        .map((part) => part.getBoundingClientRect())
        .filter(({ left, right, top }) => left < box.left || right > box.right || top < box.top).length;
    })()`);
    assert.equal(outside, 0, `peak ${watts}`);
    await context.close();
  }
});
