import type { ChannelView, ValueView } from '../view/overview.ts';
import { ageText, amount, publishIntervalText } from './format.ts';
import { type Html, html, type IconName, icon } from './html.ts';
import type { PageTime } from './page-time.ts';

/** How a value is shown. */
export interface ValueFormat {
  label: string;
  format(value: number): Html;
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

/** By metric; functions, because some labels depend on the series' own labels. */
const FORMATS: Readonly<Record<string, (labels: ValueView['labels']) => ValueFormat>> = {
  lowi_voltage_volts: () => ({ label: 'Voltage', format: voltage }),
  lowi_current_amperes: () => ({ label: 'Current', format: (value) => amount(value, 'A') }),
  lowi_tariff: () => ({ label: 'Tariff', format: (value) => html`${tariffText(value)}` }),
  lowi_import_power_watts: () => ({ label: 'Import', format: power }),
  lowi_export_power_watts: () => ({ label: 'Export', format: power }),
  lowi_import_energy_watthours_total: ({ tariff }) => ({
    label: `Imported, ${labelText(tariff)}`,
    format: energy,
  }),
  lowi_export_energy_watthours_total: ({ tariff }) => ({
    label: `Exported, ${labelText(tariff)}`,
    format: energy,
  }),
  lowi_gas_cubic_meters_total: () => ({ label: 'Gas', format: volume }),
  lowi_water_cubic_meters_total: () => ({ label: 'Water', format: volume }),
  lowi_power_watts: () => ({ label: 'Power', format: power }),
  lowi_energy_watthours_total: ({ tariff }) => ({ label: `Counter, ${labelText(tariff)}`, format: energy }),
  lowi_period_energy_watthours: ({ period }) => ({ label: labelText(period), format: energy }),
  lowi_relay_on: () => ({ label: 'Relay', format: (value) => html`${value === 1 ? 'on' : 'off'}` }),
  lowi_wifi_signal_dbm: () => ({ label: 'WiFi', format: signal }),
};

/** How to show a value; an unmapped field is labeled with its own name. */
export function valueFormat({ metric, labels, field }: ValueView): ValueFormat {
  return FORMATS[metric]?.(labels) ?? { label: field, format: (value) => html`${value}` };
}

/** The tariff in force. */
export function tariffText(value: number): string {
  return labelText(value === 1 ? 'high' : 'low');
}

function labelText(label = ''): string {
  return LABELS[label] ?? label;
}

/** EN 50160 allows 230 V ± 10 %; above 253 V inverters switch off. */
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
  return html`${amount(value, 'dBm')} <span class="muted">${word}</span>`;
}

const UNMAPPED = 'lowi_unmapped_value';
const ENERGY_FIELDS = ['HC', 'DC', 'MC', 'CH', 'CL'];
const ROLE_ICONS: Readonly<Record<string, IconName>> = {
  grid: 'grid',
  production: 'production',
  consumption: 'consumption',
  storage: 'storage',
  vehicle: 'vehicle',
};

/** A channel other than the meter: power, energy, other values. */
export function channelCard(view: ChannelView, now: PageTime): Html {
  return html`<article class="channel card ${view.fresh ? 'fresh' : 'stale'} ${view.role}" data-key="${view.channel}">
${channelHead(view)}
${view.fresh ? readings(view) : noValues(view, now)}
${channelFoot(view)}
</article>`;
}

function readings(view: ChannelView): Html {
  const power = valueIn(view, 'P');
  return html`${power !== undefined && html`<p class="power">${amount(power, 'W')}</p>`}
${facts('rows', valuesIn(view, ENERGY_FIELDS))}
${facts('line', otherValues(view, new Set(['P', ...ENERGY_FIELDS])))}`;
}

/** Name, id and state of a channel. */
export function channelHead({
  channel,
  name,
  type,
  role,
  fresh,
  ageSeconds,
  intervalSeconds,
}: ChannelView): Html {
  const about = [type, role].filter((text) => text !== '').join(' · ');
  return html`<header>
<h3>${icon(ROLE_ICONS[role] ?? 'other')}<bdi>${name || channel}</bdi></h3>
<p class="about"><code>${channel}</code>${about !== '' && html` <bdi>${about}</bdi>`}</p>
<p class="age"><span class="state">${icon(fresh ? 'fresh' : 'stale')}${fresh ? 'fresh' : 'stale'}</span> ${ageText(ageSeconds)}, <span class="muted">${publishIntervalText(intervalSeconds)}</span></p>
</header>`;
}

/** Replaces the values of a stale channel. */
export function noValues({ lastPublish }: ChannelView, now: PageTime): Html {
  if (lastPublish === null) return html`<p class="no-values">No publish yet.</p>`;
  return html`<p class="no-values">No publish since ${now.exact(lastPublish)}. Last values withdrawn.</p>`;
}

/** Values with their labels: large, as rows, or in one line. */
export function facts(layout: 'large' | 'rows' | 'line', values: readonly ValueView[]): Html | undefined {
  return values.length === 0 ? undefined : html`<dl class="facts ${layout}">${values.map(fact)}</dl>`;
}

function fact(view: ValueView): Html {
  const { label, format } = valueFormat(view);
  return html`<div data-key="${view.field}"><dt>${label}</dt><dd>${format(view.value)}</dd></div>`;
}

/** A hint on the current's resolution, unmapped fields and rejected fields. */
export function channelFoot({ values, rejectedFields, resolutionHint }: ChannelView): Html {
  const others = values.filter(({ metric }) => metric === UNMAPPED);
  return html`${resolutionHint !== undefined && html`<p class="hint">${icon('stale')}<span>${resolutionHint}</span></p>`}
${others.length > 0 && html`<details class="others"><summary>Other fields (${others.length})</summary><dl>${others.map(unmappedField)}</dl></details>`}
${rejectedFields.length > 0 && html`<p class="rejected-fields"><span>Rejected fields:</span> ${rejectedFields.map(rejectedField)}</p>`}`;
}

function unmappedField({ field, value }: ValueView): Html {
  return html`<div data-key="${field}"><dt><code>${field}</code></dt><dd><data value="${value}">${value}</data></dd></div>`;
}

function rejectedField({ field, reason, count }: ChannelView['rejectedFields'][number]): Html {
  return html`<span data-key="${field} ${reason}"><code>${field}</code> ${reason.replaceAll('_', ' ')} ×${count}</span> `;
}

/** The value of a field; undefined if the last publish had none. */
export function valueIn(view: ChannelView, field: string): number | undefined {
  return valuesIn(view, [field])[0]?.value;
}

/** The values of these fields, in this order, without those that the last publish had not. */
export function valuesIn({ values }: ChannelView, fields: readonly string[]): ValueView[] {
  return fields.flatMap(
    (field) => values.find((one) => one.field === field && one.metric !== UNMAPPED) ?? [],
  );
}

/** All mapped values except those of these fields. */
export function otherValues({ values }: ChannelView, except: ReadonlySet<string>): ValueView[] {
  return values.filter(({ metric, field }) => metric !== UNMAPPED && !except.has(field));
}
