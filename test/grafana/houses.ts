import { createFleet, identOf } from '../../src/simulator/fleet.ts';

/** Midday in winter time, with the sun on the roofs. */
export const NOW = Date.parse('2026-03-04T12:37:00+01:00') / 1000;
/** Belgian time is ahead of UTC in March. */
export const UTC_OFFSET_SECONDS = 3600;
const HOUR = 3600;
const DAY = 24 * HOUR;

/** A house whose boards somebody looks at. */
export interface House {
  name: string;
  /** By the index in the fleet: device 0 has everything, and device 1 of this seed no sun. */
  devices: readonly number[];
  /** Of each LOWI, its meter included. */
  channels: number;
  seconds: number;
  /** How long ago the LOWI stopped. */
  silentSeconds: number;
  /** The configuration file. */
  config: string;
  /** Evaluates the fleet rules too. */
  isFleet: boolean;
}

const SEED = 1;
const ident = (device: number) => identOf(SEED, device);
const PRICES = `prices:
  import: { high: 0.32, low: 0.27 }
  export: 0.04
  gas: 0.95
  water: 4.8
  fixed: 95
capacity: { price: 53 }
`;
const CONFIGURED = `devices:
  ${ident(0)}:
    name: Home
    channels:
      CH1: { name: Solar roof, role: production }
      CH2: { name: Heat pump, role: consumption }
      CH3: { name: Car, role: vehicle }
      CH4: { name: Washing machine }
${PRICES}`;

const house = (name: string, about: Partial<House>): House => ({
  name,
  devices: [0],
  channels: 5,
  seconds: 2 * DAY,
  silentSeconds: 0,
  config: '{}',
  isFleet: false,
  ...about,
});

export const HOUSES: readonly House[] = [
  house('only a meter, no configuration', { devices: [1], channels: 1 }),
  house('solar without roles', { channels: 4 }),
  house('all configured', { config: CONFIGURED }),
  house('ten minutes after installation', { config: CONFIGURED, seconds: 600 }),
  house('LOWI stale', { config: CONFIGURED, silentSeconds: 2 * HOUR }),
  house('three LOWIs', { devices: [0, 1, 2], channels: 3, seconds: DAY, isFleet: true }),
];

/** The idents of its LOWIs. */
export const identsOf = ({ devices }: House) => devices.map(ident);

/** Its messages up to now, as `replay` reads them. */
export function messagesOf({ devices, channels, seconds, silentSeconds }: House): string {
  const startUnix = NOW - seconds;
  const fleet = createFleet({
    devices: Math.max(...devices) + 1,
    channels,
    intervalSeconds: 60,
    seed: SEED,
    startUnix,
  });
  const topics = devices.map((device) => `${ident(device)}/`);
  const lines: string[] = [];
  for (const message of fleet.publishesUntil(NOW - silentSeconds))
    if (topics.some((topic) => message.topic.startsWith(topic))) lines.push(JSON.stringify(message));
  return `${lines.join('\n')}\n`;
}

/** What a scrape adds to the page, each minute. */
const SCRAPED: Readonly<Record<string, (unix: number, start: number) => number>> = {
  up: () => 1,
  scrape_duration_seconds: () => 0.01,
  process_start_time_seconds: (_, start) => start,
  process_cpu_seconds_total: (unix, start) => (unix - start) / 500,
  process_resident_memory_bytes: () => 8e7,
  nodejs_heap_size_used_bytes: () => 2e7,
  nodejs_eventloop_lag_p99_seconds: () => 0.102,
  nodejs_eventloop_lag_min_seconds: () => 0.1,
  lowi_http_denied_connections_total: () => 0,
  lowi_http_failed_requests_total: () => 0,
  lowi_log_messages_total: () => 0,
};

/** A history in OpenMetrics with what scrapes of the running exporter would add. */
export function scraped(history: string, { seconds }: House): string {
  const start = NOW - seconds;
  const lines: string[] = [];
  for (const [name, value] of Object.entries(SCRAPED)) {
    lines.push(`# TYPE ${name.replace(/_total$/, '')} ${name.endsWith('_total') ? 'counter' : 'gauge'}`);
    for (let unix = Math.ceil(start / 60) * 60; unix <= NOW; unix += 60)
      lines.push(`${name}{job="lowi",instance="exporter"} ${value(unix, start)} ${unix}`);
  }
  return history.replace(/# EOF\n$/, `${lines.join('\n')}\n# EOF\n`);
}
