import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../src/http/app.ts';
import { viewExpected } from '../src/http/view/device-views.ts';
import { FleetViews } from '../src/http/view/fleet-views.ts';
import type { Overview } from '../src/http/view/overview.ts';
import { viewPrices } from '../src/http/view/prices-view.ts';
import type { ContractSettings } from '../src/ledger/prices.ts';
import { createLog } from '../src/logging/logger.ts';
import { parsePriceCurve } from '../src/market/price-curve.ts';
import { BUILD } from '../src/metrics/exporter-metrics.ts';
import { createFleet } from '../src/simulator/fleet.ts';
import { PriceMarket } from '../src/simulator/price-curve.ts';
import { Pipeline } from '../test/channels/pipeline.ts';
import { launchChromium } from '../test/http/chromium.ts';

/** The moment of the pictures: midday, with the sun on the roof and the heat pump on. */
const NOW = Date.parse('2026-03-04T12:37:45+01:00') / 1000;
const DAYS_BEFORE = 4;
/** Prices of a contract at market prices, in euros with all taxes. */
const CONTRACT: ContractSettings = {
  prices: {
    import: { market: { multiply: 1.08, add: 0.1412 } },
    export: { market: { multiply: 0.92, add: -0.0125 } },
    gas: 0.92,
    water: 5.6,
    fixed: 90,
  },
  capacity: { floorWatts: 2500, price: 52, peaks: new Map() },
};
/** The size of the screen, and the last element on the picture. */
const PICTURES = [
  { name: 'status-page', width: 1200, height: 900, last: '.devices' },
  { name: 'status-page-phone', width: 390, height: 844, last: '.meter' },
];

const pipeline = simulateHouse();
const server = createServer(app(pipeline)).listen(0, '127.0.0.1');
const browser = await launchChromium();
try {
  for (const { name, width, height, last } of PICTURES) {
    const page = await browser.newPage({
      viewport: { width, height },
      timezoneId: 'Europe/Brussels',
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    await page.clock.setFixedTime(NOW * 1000);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const box = await page.locator(last).boundingBox();
    const clip = { x: 0, y: 0, width, height: Math.ceil((box?.y ?? 0) + (box?.height ?? 0)) + 8 };
    await page.screenshot({ path: `docs/images/${name}.png`, fullPage: true, clip });
  }
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}

function simulateHouse(): Pipeline {
  const startUnix = NOW - DAYS_BEFORE * 86_400;
  const fleet = createFleet({ devices: 1, channels: 4, intervalSeconds: 10, seed: 1, startUnix });
  const [ident = ''] = fleet.idents;
  const roles = { CH1: 'production', CH2: 'consumption', CH3: 'vehicle' } as const;
  const channels = new Map(Object.entries(roles).map(([channel, role]) => [channel, { role }]));
  const house = new Pipeline({ devices: new Map([[ident, { channels }]]), contract: CONTRACT });
  const curve = new PriceMarket(1, 'Europe/Brussels').curve(startUnix, NOW + 3600); // tomorrow's come at 13:00
  house.registry.market.add(parsePriceCurve(JSON.stringify(curve)), startUnix);
  for (const { at, topic, payload } of fleet.publishesUntil(NOW)) {
    house.time = at;
    house.publish(topic, payload);
  }
  house.time = NOW;
  return house;
}

function app({ channels }: Pipeline) {
  const now = { unix: NOW, monotonic: NOW - 1e9 };
  const views = new FleetViews(channels.registry, () => now);
  const { received, accepted, rejected } = channels.messageCounters;
  const overview: Overview = {
    version: BUILD.version,
    now: NOW,
    timezone: 'Europe/Brussels',
    source: { kind: 'embedded', connected: true, connections: 1, address: 'mqtt://0.0.0.0:1883', clients: 1 },
    messages: { received, accepted, rejected },
    devices: [],
    expected: viewExpected(channels.registry),
    rejections: [],
  };
  return createApp(
    {
      metrics: async () => ({ blocks: [], memory: { bytes: 0 }, release() {} }),
      idents: () => channels.registry.idents(),
      source: () => overview.source,
      overview: async (query) => ({ ...overview, ...(query && (await views.select(query))) }),
      prices: () => viewPrices(channels.registry.pricesOf(), NOW),
      devicesJson: (idents) => views.json(idents),
    },
    createLog({ level: 'error', format: 'logfmt' }, (line) => process.stderr.write(line)),
  );
}
