import assert from 'node:assert/strict';
import test from 'node:test';
import axe from 'axe-core';
import { LANGUAGES } from '../../src/http/page/texts/texts.ts';
import type { Overview } from '../../src/http/view/overview.ts';
import { BrowserTests } from '../http/chromium.ts';
import { channelView, EXPECTED, house, manyDevices, NOW, overview } from '../http/example-views.ts';

const tests = new BrowserTests();
const { options, server } = tests;

const stale = (channel: string) => channelView(channel, {}, { fresh: false, ageSeconds: 7500 });
const { source } = overview();
const HOUSES: Record<string, Partial<Overview>> = {
  'a house': {
    devices: house(),
    expected: EXPECTED,
    rejections: [{ at: NOW, topic: 'x', reason: 'jump', field: 'CIH', excerpt: '1' }],
  },
  'three LOWIs, one of them stale': {
    devices: [
      ...manyDevices(2),
      { ident: 'attic', name: 'Attic', channels: ['CH0', 'CH1', 'CH2'].map(stale) },
    ],
  },
  'no LOWI yet': { source: { ...source, clients: 0 } },
  'a broker on loopback': { source: { ...source, address: 'mqtt://127.0.0.1:1883' } },
  'thirty LOWIs': { devices: manyDevices(30) },
};

for (const [what, changes] of Object.entries(HOUSES)) {
  test(`axe finds nothing on the page of ${what}`, options, async () => {
    server.overview = overview(changes);
    for (const lang of LANGUAGES) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await tests.browser.newContext({ colorScheme, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(`${server.url}?lang=${lang}`);
        await page.evaluate(axe.source);
        const findings = await page.evaluate<string[]>(
          `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
        );
        assert.deepEqual(findings, [], `${lang}, ${colorScheme}`);
        await context.close();
      }
    }
  });
}
