import type { ChannelView } from '../view/overview.ts';
import { bill } from './bill.ts';
import {
  channelFoot,
  channelHead,
  facts,
  noValues,
  otherValues,
  tariffText,
  valueIn,
  valuesIn,
} from './channel.ts';
import { dial } from './dial.ts';
import { amount, numberText } from './format.ts';
import { type Html, html, icon } from './html.ts';
import type { PageTime } from './page-time.ts';
import { priceSection } from './price-chart.ts';

const LARGE_FIELDS = ['PI', 'PE', 'P', 'U', 'I', 'CG', 'CW'];
const REGISTERS = [
  { name: 'Imported', high: 'CIH', low: 'CIL' },
  { name: 'Exported', high: 'CEH', low: 'CEL' },
];
const OWN_PLACE = new Set([...LARGE_FIELDS, 'T', ...REGISTERS.flatMap(({ high, low }) => [high, low])]);

/** Import minus export in W; undefined while neither is published. */
export function netPower(view: ChannelView): number | undefined {
  const imported = valueIn(view, 'PI');
  const exported = valueIn(view, 'PE');
  return imported === undefined && exported === undefined ? undefined : (imported ?? 0) - (exported ?? 0);
}

/** `1198 W from the grid`. */
export function netText(net: number): string {
  if (net === 0) return 'no import or export';
  return `${numberText(Math.abs(net))} W ${net > 0 ? 'from' : 'to'} the grid`;
}

/** The meter: power, the running quarter, the registers, and what today and this month cost. */
export function meterCard(view: ChannelView, examplePrices: boolean, now: PageTime): Html {
  return html`<article class="meter card ${view.fresh ? 'fresh' : 'stale'}" data-key="${view.channel}">
${channelHead(view)}
${view.fresh ? html`${body(view, now)}${ledger(view, examplePrices, now)}` : noValues(view, now)}
${channelFoot(view)}
</article>`;
}

function body(view: ChannelView, now: PageTime): Html {
  const { demand } = view;
  return html`<div class="body${demand !== undefined && ' with-dial'}">${flow(view)}
${demand && dial(demand, valueIn(view, 'PI'), now)}
<div class="readings">${facts('large', valuesIn(view, LARGE_FIELDS))}${registers(view)}${facts('line', otherValues(view, OWN_PLACE))}</div></div>`;
}

function ledger(
  { ledger: view, prices }: ChannelView,
  examplePrices: boolean,
  now: PageTime,
): Html | undefined {
  const parts = view
    ? [bill(view, now), priceSection(view, prices, now)].filter((part) => part !== undefined)
    : [];
  if (parts.length === 0) return undefined;
  const hint =
    examplePrices &&
    html`<p class="muted">The prices are examples. Set <code>prices</code> in the configuration file to see your own.</p>`;
  return html`<div class="ledger">${parts}${hint}</div>`;
}

function flow(view: ChannelView): Html {
  const net = netPower(view);
  const direction = directionOf(net);
  return html`<div class="flow ${direction.name}">
<div class="wire" aria-hidden="true">${icon('grid')}<span class="cable">${direction.arrow}</span>${icon('home')}</div>
${net !== undefined && html`<p class="net">${amount(Math.abs(net), 'W')}</p>`}
<p class="direction">${direction.label}</p>
${tariff(valueIn(view, 'T'))}
</div>`;
}

function directionOf(net: number | undefined) {
  if (net === undefined) return { name: 'unknown', arrow: '', label: 'power not published' };
  if (net > 0) return { name: 'importing', arrow: '→', label: 'importing from the grid' };
  if (net < 0) return { name: 'exporting', arrow: '←', label: 'exporting to the grid' };
  return { name: 'even', arrow: '', label: 'no import or export' };
}

function tariff(value: number | undefined): Html | undefined {
  if (value === undefined) return undefined;
  return html`<p class="tariff">${icon(value === 1 ? 'day' : 'night')}Tariff: <b>${tariffText(value)}</b></p>`;
}

function registers(view: ChannelView): Html | undefined {
  const rows = REGISTERS.map(({ name, high, low }) => ({
    name,
    high: valueIn(view, high),
    low: valueIn(view, low),
  })).filter(({ high, low }) => high !== undefined || low !== undefined);
  if (rows.length === 0) return undefined;
  return html`<table class="registers">
<thead><tr><td></td><th scope="col">${tariffText(1)}</th><th scope="col">${tariffText(0)}</th></tr></thead>
<tbody>${rows.map(({ name, high, low }) => html`<tr><th scope="row">${name}</th>${energyCell(high)}${energyCell(low)}</tr>`)}</tbody>
</table>`;
}

function energyCell(wattHours: number | undefined): Html {
  return html`<td>${wattHours === undefined ? '–' : amount(wattHours / 1000, 'kWh', 3)}</td>`;
}
