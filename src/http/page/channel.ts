import type { ChannelView, ValueView } from '../view/overview.ts';
import { ageText, amount, publishIntervalText, timeOf } from './format.ts';
import { type Html, html, type IconName, icon } from './html.ts';

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

const UNMAPPED = 'lowi_unmapped_value';
const ENERGY = ['HC', 'DC', 'MC', 'CH', 'CL'];
const ROLE_ICONS: Readonly<Record<string, IconName>> = {
  grid: 'grid',
  production: 'production',
  consumption: 'consumption',
  storage: 'storage',
  vehicle: 'vehicle',
};

/** One channel in short: its power, its energy, and the rest small. */
export function channelCard(view: ChannelView, now: number): Html {
  return html`<article class="channel card ${view.fresh ? 'fresh' : 'stale'} ${view.role}" data-key="${view.channel}">
${channelHead(view)}
${view.fresh ? readings(view) : silence(view, now)}
${channelFoot(view)}
</article>`;
}

function readings(view: ChannelView): Html {
  const power = valueIn(view, 'P');
  return html`${power !== undefined && html`<p class="power">${amount(power, 'W')}</p>`}
${facts('rows', valuesIn(view, ENERGY))}
${facts('line', otherValues(view, new Set(['P', ...ENERGY])))}`;
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
<p class="age"><span class="state">${icon(fresh ? 'fresh' : 'stale')}${fresh ? 'fresh' : 'stale'}</span> ${ageText(ageSeconds)}, <span class="quiet">${publishIntervalText(intervalSeconds)}</span></p>
</header>`;
}

/** What stands in place of a stale channel's values. */
export function silence({ lastPublish }: ChannelView, now: number): Html {
  if (lastPublish === null) return html`<p class="silence">It has not spoken yet.</p>`;
  return html`<p class="silence">Silent: it last spoke at ${timeOf(lastPublish, now)}. What it said then no longer holds.</p>`;
}

/** Values under their names: `large`, `rows` or in one `line`. */
export function facts(look: 'large' | 'rows' | 'line', values: readonly ValueView[]): Html | undefined {
  return values.length === 0 ? undefined : html`<dl class="facts ${look}">${values.map(fact)}</dl>`;
}

function fact(view: ValueView): Html {
  const { label, say } = wordingOf(view);
  return html`<div data-key="${view.field}"><dt>${label}</dt><dd>${say(view.value)}</dd></div>`;
}

/** What to set, fields that are not in the table, and those that were refused. */
export function channelFoot({ values, rejectedFields, resolutionHint }: ChannelView): Html {
  const others = values.filter(({ metric }) => metric === UNMAPPED);
  return html`${resolutionHint !== undefined && html`<p class="hint">${icon('stale')}<span>${resolutionHint}</span></p>`}
${others.length > 0 && html`<details class="others"><summary>Other fields (${others.length})</summary><dl>${others.map(other)}</dl></details>`}
${rejectedFields.length > 0 && html`<p class="refused-fields"><span>Refused fields:</span> ${rejectedFields.map(refusedField)}</p>`}`;
}

function other({ field, value }: ValueView): Html {
  return html`<div data-key="${field}"><dt><code>${field}</code></dt><dd><data value="${value}">${value}</data></dd></div>`;
}

function refusedField({ field, reason, count }: ChannelView['rejectedFields'][number]): Html {
  return html`<span data-key="${field} ${reason}"><code>${field}</code> ${reason.replaceAll('_', ' ')} ×${count}</span> `;
}

/** The value of one field; undefined if the last publish had none. */
export function valueIn(view: ChannelView, field: string): number | undefined {
  return valuesIn(view, [field])[0]?.value;
}

/** The values of those fields that the last publish had, in the order asked for. */
export function valuesIn({ values }: ChannelView, fields: readonly string[]): ValueView[] {
  return fields.flatMap(
    (field) => values.find((one) => one.field === field && one.metric !== UNMAPPED) ?? [],
  );
}

/** The values that are not shown elsewhere. */
export function otherValues({ values }: ChannelView, elsewhere: ReadonlySet<string>): ValueView[] {
  return values.filter(({ metric, field }) => metric !== UNMAPPED && !elsewhere.has(field));
}
