import type { ValueView } from '../overview.ts';
import { type Html, html } from './html.ts';
import { amount } from './numbers.ts';

/** What a value is called and how it reads. */
export interface Wording {
  label: string;
  say(value: number): Html;
}

const LABELS: Readonly<Record<string, string>> = {
  high: 'day (high)',
  low: 'night (low)',
  hour: 'This hour',
  day: 'Today',
  month: 'This month',
};

const energy = (wattHours: number) => amount(wattHours / 1000, 'kWh', 3);
const volume = (cubicMeters: number) => amount(cubicMeters, 'm³', 3);
const power = (watts: number) => amount(watts, 'W');

/** Metric by metric; a function where the label depends on the series' own labels. */
const WORDINGS: Readonly<Record<string, (labels: ValueView['labels']) => Wording>> = {
  lowi_voltage_volts: () => ({ label: 'Voltage', say: voltage }),
  lowi_current_amperes: () => ({ label: 'Current', say: (value) => amount(value, 'A') }),
  lowi_tariff: () => ({ label: 'Tariff', say: (value) => html`${tariffText(value)}` }),
  lowi_import_power_watts: () => ({ label: 'Import', say: power }),
  lowi_export_power_watts: () => ({ label: 'Export', say: power }),
  lowi_import_energy_watthours_total: ({ tariff }) => ({ label: `Imported, ${told(tariff)}`, say: energy }),
  lowi_export_energy_watthours_total: ({ tariff }) => ({ label: `Exported, ${told(tariff)}`, say: energy }),
  lowi_gas_cubic_meters_total: () => ({ label: 'Gas', say: volume }),
  lowi_water_cubic_meters_total: () => ({ label: 'Water', say: volume }),
  lowi_power_watts: () => ({ label: 'Power', say: power }),
  lowi_energy_watthours_total: ({ tariff }) => ({ label: `Counter, ${told(tariff)}`, say: energy }),
  lowi_period_energy_watthours: ({ period }) => ({ label: told(period), say: energy }),
  lowi_relay_on: () => ({ label: 'Relay', say: (value) => html`${value === 1 ? 'on' : 'off'}` }),
  lowi_wifi_signal_dbm: () => ({ label: 'WiFi', say: signal }),
};

/** The words for a value; a field that has none goes by its own name. */
export function wordingOf({ metric, labels, field }: ValueView): Wording {
  return WORDINGS[metric]?.(labels) ?? { label: field, say: (value) => html`${value}` };
}

/** The tariff in force. */
export function tariffText(value: number): string {
  return told(value === 1 ? 'high' : 'low');
}

function told(label = ''): string {
  return LABELS[label] ?? label;
}

/** EN 50160 allows ±10 % of 230 V, and above 253 V inverters switch off. */
function voltage(value: number): Html {
  const note = value > 253 ? 'above 253 V' : value > 0 && value < 207 && 'below 207 V';
  return html`${amount(value, 'V')}${note && html` <span class="note">${note}</span>`}`;
}

function signal(value: number): Html {
  const words = [
    { from: -60, word: 'strong' },
    { from: -70, word: 'good' },
    { from: -80, word: 'weak' },
  ];
  const { word } = words.find(({ from }) => value >= from) ?? { word: 'poor' };
  return html`${amount(value, 'dBm')} <span class="quiet">${word}</span>`;
}
