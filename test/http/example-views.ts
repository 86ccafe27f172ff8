import type { DemandView, LedgerView } from '../../src/http/view/ledger-view.ts';
import type {
  ChannelView,
  DeviceView,
  ExpectedChannel,
  Overview,
  PowerView,
} from '../../src/http/view/overview.ts';
import type { PriceCurveView } from '../../src/http/view/price-curves.ts';
import { SLOTS } from '../../src/lowi/fields.ts';

export const NOW = 1_767_618_131; // 2026-01-05 13:02:11 UTC

/** The view of a channel with these fields, in the units of their metrics. */
export function channelView(
  channel: string,
  fields: Record<string, number>,
  more: Partial<ChannelView> & { others?: Record<string, number> } = {},
): ChannelView {
  const { others = {}, ...rest } = more;
  const mapped = SLOTS.filter(({ field }) => field in fields).map(({ field, metric, labels }) => ({
    field,
    metric: metric.name,
    labels: labels ?? {},
    value: fields[field] ?? 0,
  }));
  const unmapped = Object.entries(others).map(([field, value]) => ({
    field,
    metric: 'lowi_unmapped_value',
    labels: { field },
    value,
  }));
  const view: ChannelView = {
    channel,
    name: '',
    type: 'P1',
    units: 'kWh',
    role: channel === 'CH0' ? 'grid' : '',
    fresh: true,
    ageSeconds: 4.2,
    intervalSeconds: 10,
    lastPublish: NOW - (rest.ageSeconds ?? 4.2),
    publishes: 42,
    values: [...mapped, ...unmapped],
    rejectedFields: [],
    ...rest,
  };
  return view.fresh ? view : { ...view, values: [] };
}

export const METER = {
  U: 234,
  I: 5.12,
  PI: 1198,
  PE: 0,
  T: 1,
  CIH: 15_322_418,
  CIL: 18_834_561,
  CEH: 3_405_111,
  CEL: 1_286_222,
  CG: 4227.226,
  CW: 51.234,
};

/** A quarter with seven minutes left, in a month with a peak of 3.2 kW. */
export function demandView(projectedWatts: number | null, more: Partial<DemandView> = {}): DemandView {
  const demand = {
    runningWatts: 640,
    projectedWatts,
    lastWatts: 1875,
    monthPeak: { watts: 3200, endedAt: NOW - 220_031 },
    floorWatts: 2500,
    billedPeak: { watts: 2900, months: 4 },
    quarterEndsAt: NOW + 409,
    ...more,
  };
  const thresholdWatts = Math.max(2500, demand.monthPeak?.watts ?? 0);
  const headroomWatts =
    demand.runningWatts === null
      ? null
      : Math.max(0, ((thresholdWatts - demand.runningWatts) * 900) / (demand.quarterEndsAt - NOW));
  return { thresholdWatts, headroomWatts, ...demand };
}

const DAY_START = NOW - (NOW % 86_400) - 3600;

/** A day that was read from its beginning, a month that was not, and the prices of a market contract. */
export const LEDGER: LedgerView = {
  today: {
    ...{ start: DAY_START, since: DAY_START, importWattHours: 4213, exportWattHours: 1950 },
    ...{ gasCubicMeters: 1.204, waterCubicMeters: 0.131 },
    euros: { import: 1.0532, export: -0.0221, gas: 1.1438, water: 0.6288 },
    totalEuros: 2.8037,
  },
  month: {
    ...{ start: DAY_START - 4 * 86_400, since: DAY_START - 2 * 86_400, importWattHours: 61_870 },
    ...{ exportWattHours: 4100, gasCubicMeters: 18.31, waterCubicMeters: 1.77 },
    euros: { import: 15.467, export: 0.05, gas: 17.3945, water: 8.496, fixed: 7.9167, capacity: 12.8083 },
    totalEuros: 62.1325,
  },
  price: { import: 0.2518, export: -0.0121 },
};

const HOUR = Array.from({ length: 192 }, (_, quarter) => (quarter / 4) % 24);

/** Prices of two days, below zero at noon, of which the end is not known. */
export const PRICES: PriceCurveView = {
  start: DAY_START,
  tomorrow: 96,
  ticks: [0, 24, 48, 72, 96, 120, 144, 168].map((quarter) => ({ quarter, hour: (quarter / 4) % 24 })),
  import: HOUR.map((hour, quarter) =>
    quarter >= 184
      ? null
      : Math.round(10_000 * (0.16 + 0.2 * Math.cos(((hour - 19) / 12) * Math.PI))) / 10_000,
  ),
  export: HOUR.map(
    (hour) => Math.round(10_000 * (0.05 + 0.08 * Math.cos(((hour - 19) / 12) * Math.PI))) / 10_000,
  ),
};

/** A day with the sun at noon, dinner in the evening, and a gap in the night. */
export const POWER: PowerView = {
  start: NOW - (NOW % 300) - 287 * 300,
  stepSeconds: 300,
  watts: Array.from({ length: 288 }, (_, step) => {
    const hour = (14 + step / 12 + 1 / 12) % 24;
    if (hour > 3 && hour < 4.5) return null;
    return Math.round(400 + bump(hour, 13, 3.5) * -3400 + bump(hour, 19, 2) * 1600);
  }),
};

function bump(hour: number, at: number, width: number): number {
  return Math.max(0, 1 - ((hour - at) / width) ** 2);
}

/** A channel of a device that has published, and a device that has not. */
export const EXPECTED: ExpectedChannel[] = [
  { ident: '3494546c709b', channel: 'CH2', name: 'Heat pump' },
  { ident: 'barn', channel: 'CH0', name: '' },
  { ident: 'barn', channel: 'CH1', name: 'PV dak "zuid"' },
];

/** A house with a meter, a solar roof and a charger, and a smart plug. */
export function house(): DeviceView[] {
  return [
    {
      ident: '3494546c709b',
      channels: [
        channelView('CH0', METER, {
          name: 'GRID',
          others: { PF: 0.98 },
          demand: demandView(1920),
          ledger: LEDGER,
          prices: PRICES,
          power: POWER,
        }),
        channelView(
          'CH1',
          { U: 234, I: 1.2, T: 1, P: 281, HC: 120, DC: 2400, MC: 31_000, CH: 345_678, CL: 234_567 },
          { name: 'Solar roof', role: 'production', type: 'PULSE', ageSeconds: 31, intervalSeconds: 60 },
        ),
        channelView(
          'CH4',
          { P: 7360 },
          {
            name: 'Laadpaal',
            role: 'vehicle',
            intervalSeconds: null,
            resolutionHint: 'U × I is ten times the power: set lowi.currentResolution to 0.001',
            rejectedFields: [{ field: 'U', reason: 'not_a_number', count: 12 }],
          },
        ),
        channelView('CH5', { P: 1500 }, { name: 'Battery', role: 'storage', fresh: false, ageSeconds: 7500 }),
      ],
    },
    { ident: 'plug1', channels: [channelView('CH1', { REL: 1, U: 254.3, P: 2027, RSSI: -67 })] },
  ];
}

/** Devices with two channels each, every 100th with a stale meter. */
export function manyDevices(count: number): DeviceView[] {
  return Array.from({ length: count }, (_, index) => ({
    ident: `lowi${String(index).padStart(5, '0')}`,
    channels: [
      channelView('CH0', METER, index % 100 === 99 ? { fresh: false, ageSeconds: 4000 } : {}),
      channelView('CH1', { P: 3 }),
    ],
  }));
}

/** An overview without rejections, with the embedded broker open to the network. */
export function overview(changes: Partial<Overview> = {}): Overview {
  const none = { topic: 0, too_large: 0, not_json: 0, not_object: 0, no_fields: 0 };
  return {
    version: '1.2.3',
    now: NOW,
    timezone: 'Europe/Brussels',
    source: { kind: 'embedded', connected: true, connections: 1, address: 'mqtt://0.0.0.0:1883' },
    messages: { received: 0, accepted: 0, rejected: { ...none, retained: 0, channel_limit: 0 } },
    devices: [],
    rejections: [],
    ...changes,
  };
}
