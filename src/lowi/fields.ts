/** The setting that says how much one unit of a field's integer is. */
export type Resolution = 'current' | 'gas' | 'water';

/** How a field of the payload is checked, scaled and shown on `/metrics`. */
export interface FieldSpec {
  /** Labels of its series, in addition to `ident` and `channel`. */
  labels?: Readonly<Record<string, string>>;
  /** The setting that its integers are multiplied by. */
  resolution?: Resolution;
  /** The number that its integers are multiplied by: 0.01 for a power factor sent as 98. */
  scale?: number;
  /** Valid values: `switch` 0 or 1, `signed` any number; by default 0 and above. */
  range?: 'switch' | 'signed';
}

/** One metric and its fields. */
export interface Metric {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** What a reader of docs/lowi.md should know about the fields, and where it comes from. */
  note?: string;
  fields: Readonly<Record<string, FieldSpec>>;
}

const HIGH = { tariff: 'high' };
const LOW = { tariff: 'low' };

/** The field table: every field that becomes a metric, grouped by metric, in the order of `/metrics`. */
export const METRICS: readonly Metric[] = [
  { name: 'lowi_voltage_volts', type: 'gauge', help: 'Voltage.', fields: { U: {} } },
  {
    name: 'lowi_current_amperes',
    type: 'gauge',
    help: 'Current, without direction.',
    note: 'Documented as 1/100 A. Three known programs read it as mA: if U × I differs from the power by a factor of ten, set `lowi.currentResolution` to `0.001`.',
    fields: { I: { resolution: 'current' } },
  },
  {
    name: 'lowi_tariff',
    type: 'gauge',
    help: 'Tariff in force: 0 is the low rate at night, 1 the high rate by day.',
    fields: { T: { range: 'switch' } },
  },
  {
    name: 'lowi_import_power_watts',
    type: 'gauge',
    help: 'Power taken from the grid.',
    fields: { PI: {} },
  },
  {
    name: 'lowi_export_power_watts',
    type: 'gauge',
    help: 'Power given to the grid.',
    fields: { PE: {} },
  },
  {
    name: 'lowi_import_energy_watthours_total',
    type: 'counter',
    help: "Energy taken from the grid, the meter's own register.",
    note: "In Wh, as the meter's display without its point.",
    fields: { CIH: { labels: HIGH }, CIL: { labels: LOW } },
  },
  {
    name: 'lowi_export_energy_watthours_total',
    type: 'counter',
    help: "Energy given to the grid, the meter's own register.",
    note: 'As CIH and CIL.',
    fields: { CEH: { labels: HIGH }, CEL: { labels: LOW } },
  },
  {
    name: 'lowi_gas_cubic_meters_total',
    type: 'counter',
    help: 'Gas used, the register of the gas meter.',
    note: 'The unit is not documented. The P1 telegram has m³ with three decimals and the LOWI publishes integers, so liters are inferred. `lowi.gasResolution` changes this.',
    fields: { CG: { resolution: 'gas' } },
  },
  {
    name: 'lowi_water_cubic_meters_total',
    type: 'counter',
    help: 'Water used, the register of the water meter.',
    note: 'As CG. `lowi.waterResolution` changes this.',
    fields: { CW: { resolution: 'water' } },
  },
  {
    name: 'lowi_power_watts',
    type: 'gauge',
    help: "Power of the channel; its direction is in the channel's name.",
    note: 'Always sent as a positive number.',
    fields: { P: { range: 'signed' } },
  },
  {
    name: 'lowi_energy_watthours_total',
    type: 'counter',
    help: 'Energy of the channel.',
    note: 'In Wh, also where `Units` is `kWh`.',
    fields: { CH: { labels: HIGH }, CL: { labels: LOW } },
  },
  {
    name: 'lowi_period_energy_watthours',
    type: 'gauge',
    help: 'Energy of the channel since the local hour, day or month began.',
    fields: {
      HC: { labels: { period: 'hour' } },
      DC: { labels: { period: 'day' } },
      MC: { labels: { period: 'month' } },
    },
  },
  {
    name: 'lowi_relay_on',
    type: 'gauge',
    help: 'Relay of a smart plug: 1 on, 0 off.',
    fields: { REL: { range: 'switch' } },
  },
  {
    name: 'lowi_wifi_signal_dbm',
    type: 'gauge',
    help: 'WiFi signal of the device.',
    fields: { RSSI: { range: 'signed' } },
  },
];

/** Text fields; `CHname` takes precedence over `Name`. */
export const TEXT_FIELDS = ['CHname', 'Name', 'Type', 'Units'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
/** Fields that repeat the topic; ignored. */
export const REDUNDANT_FIELDS = ['ident', 'device_CH'] as const;

/** A field with its index in a reading's values and its place in a channel's row. */
export interface Slot extends FieldSpec {
  index: number;
  field: string;
  metric: Metric;
}

/** The fields of a table, numbered in its order. */
export function slotsOf(metrics: readonly Metric[]): Slot[] {
  return metrics
    .flatMap((metric) => Object.entries(metric.fields).map(([field, spec]) => ({ ...spec, field, metric })))
    .map((slot, index) => ({ ...slot, index }));
}

export const SLOTS: readonly Slot[] = slotsOf(METRICS);

const BY_FIELD = new Map(SLOTS.map((slot) => [slot.field, slot]));

/** The slot of a payload's field; undefined if the table does not name it. */
export function slotOf(field: string): Slot | undefined {
  return BY_FIELD.get(field);
}
