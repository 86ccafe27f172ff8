import type { ChannelView, ValueView } from '../view/overview.ts';
import { type Html, html, type IconName, icon } from './html.ts';
import type { Reader } from './reader.ts';
import type { Text } from './texts/texts.ts';

/** How a value is shown. */
export interface ValueFormat {
  label: string;
  format(value: number): Html;
}

const LABELS: Readonly<Record<string, Text>> = {
  high: 'day (high)',
  low: 'night (low)',
  hour: 'This hour',
  day: 'Today',
  month: 'This month',
};

type Write = (value: number, reader: Reader) => Html;

const energy: Write = (wattHours, reader) => reader.amount(wattHours / 1000, 'kWh', 3);
const volume: Write = (cubicMeters, reader) => reader.amount(cubicMeters, 'm³', 3);
const power: Write = (watts, reader) => reader.amount(watts, 'W');

/** By metric: the label, with `{0}` for a label of the series, and how a value is written. */
const FORMATS: Readonly<Record<string, [label: Text | undefined, write: Write]>> = {
  lowi_voltage_volts: ['Voltage', voltage],
  lowi_current_amperes: ['Current', (value, reader) => reader.amount(value, 'A')],
  lowi_tariff: ['Tariff', (value, reader) => html`${tariffText(value, reader)}`],
  lowi_import_power_watts: ['Importing', power],
  lowi_export_power_watts: ['Exporting', power],
  lowi_import_energy_watthours_total: ['Imported, {0}', energy],
  lowi_export_energy_watthours_total: ['Exported, {0}', energy],
  lowi_gas_cubic_meters_total: ['Gas', volume],
  lowi_water_cubic_meters_total: ['Water', volume],
  lowi_power_watts: ['Power', power],
  lowi_energy_watthours_total: ['Counter, {0}', energy],
  lowi_period_energy_watthours: [undefined, energy],
  lowi_relay_on: ['Relay', (value, reader) => html`${reader.text(value === 1 ? 'on' : 'off')}`],
  lowi_wifi_signal_dbm: ['Wi-Fi', signal],
};

/** How to show a value; an unmapped field is labeled with its own name. */
export function valueFormat({ metric, labels, field }: ValueView, reader: Reader): ValueFormat {
  const known = FORMATS[metric];
  if (!known) return { label: field, format: (value) => html`${value}` };
  const [label, write] = known;
  const ofSeries = labelText(labels['tariff'] ?? labels['period'], reader);
  return {
    label: label ? reader.text(label, ofSeries) : ofSeries,
    format: (value) => write(value, reader),
  };
}

/** The tariff in force. */
export function tariffText(value: number, reader: Reader): string {
  return labelText(value === 1 ? 'high' : 'low', reader);
}

function labelText(label = '', reader: Reader): string {
  const text = LABELS[label];
  return text ? reader.text(text) : label;
}

/** EN 50160 allows 230 V ± 10 %; above 253 V inverters switch off. */
function voltage(value: number, reader: Reader): Html {
  const note =
    value > 253
      ? reader.text('above {0} V', 253)
      : value > 0 && value < 207 && reader.text('below {0} V', 207);
  return html`${reader.amount(value, 'V')}${note && html` <span class="note">${note}</span>`}`;
}

function signal(value: number, reader: Reader): Html {
  const words = [
    { from: -60, word: 'strong' },
    { from: -70, word: 'good' },
    { from: -80, word: 'weak' },
  ] as const;
  const { word } = words.find(({ from }) => value >= from) ?? { word: 'poor' };
  return html`${reader.amount(value, 'dBm')} <span class="muted">${reader.text(word)}</span>`;
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

const ROLES = ['grid', 'production', 'consumption', 'storage', 'vehicle', 'other'] as const satisfies Text[];

/** A channel other than the meter: power, energy, other values. */
export function channelCard(view: ChannelView, reader: Reader): Html {
  return html`<article class="channel card ${view.fresh ? 'fresh' : 'stale'} ${view.role}" data-key="${view.channel}">
${channelHead(view, reader)}
${view.fresh ? readings(view, reader) : noValues(view, reader)}
${channelFoot(view, reader)}
</article>`;
}

function readings(view: ChannelView, reader: Reader): Html {
  const power = valueIn(view, 'P');
  return html`${power !== undefined && html`<p class="power">${reader.amount(power, 'W')}</p>`}
${facts('rows', valuesIn(view, ENERGY_FIELDS), reader)}
${facts('line', otherValues(view, new Set(['P', ...ENERGY_FIELDS])), reader)}`;
}

/** Name, id and state of a channel. */
export function channelHead(
  { channel, name, type, role, fresh, ageSeconds, intervalSeconds }: ChannelView,
  reader: Reader,
): Html {
  const about = [type, roleText(role, reader)].filter((text) => text !== '').join(' · ');
  return html`<header>
<h3>${icon(ROLE_ICONS[role] ?? 'other')}<bdi>${name || channel}</bdi></h3>
<p class="about"><code>${channel}</code>${about !== '' && html` <bdi>${about}</bdi>`}</p>
<p class="age">${stateWord(fresh, reader)} ${reader.age(ageSeconds)}, <span class="muted">${reader.publishInterval(intervalSeconds)}</span></p>
</header>`;
}

/** `fresh` or `stale`, with its icon. */
export function stateWord(fresh: boolean, reader: Reader): Html {
  const word = fresh ? 'fresh' : 'stale';
  return html`<span class="state">${icon(word)}${reader.text(word)}</span>`;
}

function roleText(role: string, reader: Reader): string {
  const known = ROLES.find((one) => one === role);
  return known ? reader.text(known) : role;
}

/** Replaces the values of a stale channel. */
export function noValues({ lastPublish }: ChannelView, reader: Reader): Html {
  const words =
    lastPublish === null
      ? reader.html('No publish yet.')
      : reader.html('No publish since {0}. Last values withdrawn.', reader.time.exact(lastPublish));
  return html`<p class="no-values">${words}</p>`;
}

/** Values with their labels: large, as rows, or in one line. */
export function facts(
  layout: 'large' | 'rows' | 'line',
  values: readonly ValueView[],
  reader: Reader,
): Html | undefined {
  if (values.length === 0) return undefined;
  return html`<dl class="facts ${layout}">${values.map((value) => fact(value, reader))}</dl>`;
}

function fact(view: ValueView, reader: Reader): Html {
  const { label, format } = valueFormat(view, reader);
  return html`<div data-key="${view.field}"><dt>${label}</dt><dd>${format(view.value)}</dd></div>`;
}

/** A hint on the current's resolution, unmapped fields and rejected fields. */
export function channelFoot({ values, rejectedFields, resolutionHint }: ChannelView, reader: Reader): Html {
  const others = values.filter(({ metric }) => metric === UNMAPPED);
  return html`${resolutionHint !== undefined && html`<p class="hint">${icon('stale')}<span>${resolutionHint}</span></p>`}
${others.length > 0 && html`<details class="others"><summary>${reader.text('Other fields ({0})', others.length)}</summary><dl>${others.map(unmappedField)}</dl></details>`}
${rejectedFields.length > 0 && html`<p class="rejected-fields"><span>${reader.text('Rejected fields:')}</span> ${rejectedFields.map((field) => rejectedField(field, reader))}</p>`}`;
}

function unmappedField({ field, value }: ValueView): Html {
  return html`<div data-key="${field}"><dt><code>${field}</code></dt><dd><data value="${value}">${value}</data></dd></div>`;
}

function rejectedField(
  { field, reason, count }: ChannelView['rejectedFields'][number],
  reader: Reader,
): Html {
  const words = reader.text(reason === 'not_a_number' ? 'not a number' : 'out of range');
  return html`<span data-key="${field} ${reason}"><code>${field}</code> ${words} ×${count}</span> `;
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
