import assert from 'node:assert/strict';
import test from 'node:test';
import { FleetViews } from '../../src/http/view/fleet-views.ts';
import type { PowerView } from '../../src/http/view/overview.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { channelView, METER, POWER } from './example-views.ts';
import { assertExcludes, assertIncludes, main, textOf } from './rendered.ts';

const card = (power?: PowerView, fresh = true) =>
  main({
    devices: [{ ident: 'a', channels: [channelView('CH0', METER, { fresh, ...(power && { power }) })] }],
  });
const pathOf = (page: string, name: string) =>
  new RegExp(`<path class="${name}" d="([^"]*)"/>`).exec(page)?.[1];

test('says the lowest, the highest and the present power in words', () => {
  const page = card(POWER);
  const words =
    'Net power of the last 24 hours: lowest −3.0 kW at 13:00, highest 2.0 kW at 19:00, now 1.2 kW.';
  assertIncludes(textOf(page), words);
  assertIncludes(page, `role="img" aria-label="${words}"`, '>18</text>', '>00</text>', '>06</text>');
});

test('draws import above the line and export below it, and gaps as gaps', () => {
  const watts = [100, 50, null, -100, 0, 100];
  const page = card({ ...POWER, watts });
  assert.equal(pathOf(page, 'import'), 'M0 50.0V0.0H1V25.0H2V50.0M5 50.0V0.0H6V50.0');
  assert.equal(pathOf(page, 'export'), 'M3 50.0V100.0H4V50.0');
  assert.equal(pathOf(page, 'zero'), 'M0 50.0H2M3 50.0H6');
});

test('draws nothing while nothing is known, and of a stale meter', () => {
  assertExcludes(card({ ...POWER, watts: [null, null] }), 'power-day');
  assertExcludes(card(), 'power-day');
  assertExcludes(card(POWER, false), 'power-day');
});

test('views the power of a fresh meter for the page only', async () => {
  const pipeline = new Pipeline();
  pipeline.publish('a/PUB/CH0', { PI: 40, PE: 100 });
  pipeline.publish('a/PUB/CH1', { P: 1 });
  const views = new FleetViews(pipeline.registry, () => pipeline.now);
  const { devices } = await views.select({ atMost: 1 });
  const [meter, plug] = devices[0]?.channels ?? [];
  assert.equal(meter?.power?.watts.length, 288);
  assert.deepEqual(
    meter.power.watts.filter((watts) => watts !== null),
    [-60],
  );
  assert.equal(plug?.power, undefined);
  assertExcludes([...(await views.json())].join(''), '"power"');
  pipeline.time += 4000;
  const later = await views.select({ atMost: 1 });
  assert.equal(later.devices[0]?.channels[0]?.power, undefined);
});
