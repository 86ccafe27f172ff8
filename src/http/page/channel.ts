import type { ChannelView, ValueView } from '../overview.ts';
import { type Html, html } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { amount } from './numbers.ts';
import { ageText, cadenceText, timeOf } from './time.ts';
import { wordingOf } from './wording.ts';

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
<p class="age"><span class="state">${icon(fresh ? 'fresh' : 'stale')}${fresh ? 'fresh' : 'stale'}</span> ${ageText(ageSeconds)}, <span class="quiet">${cadenceText(intervalSeconds)}</span></p>
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
