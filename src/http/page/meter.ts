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
import { type Html, html, icon } from './html.ts';

import { powerDay } from './power-day.ts';
import { priceSection } from './price-chart.ts';
import type { Reader } from './reader.ts';
import type { Text } from './texts/texts.ts';

const LARGE_FIELDS = ['PI', 'PE', 'P', 'U', 'I', 'CG', 'CW'];
const REGISTERS = [
  { name: 'Imported', high: 'CIH', low: 'CIL' },
  { name: 'Exported', high: 'CEH', low: 'CEL' },
] as const;
const OWN_PLACE: ReadonlySet<string> = new Set([
  ...LARGE_FIELDS,
  'T',
  ...REGISTERS.flatMap(({ high, low }) => [high, low]),
]);

/** Import minus export in W; undefined while neither is published. */
export function netPower(view: ChannelView): number | undefined {
  const imported = valueIn(view, 'PI');
  const exported = valueIn(view, 'PE');
  return imported === undefined && exported === undefined ? undefined : (imported ?? 0) - (exported ?? 0);
}

/** `1198 W from the grid`. */
export function netText(net: number, reader: Reader): string {
  if (net === 0) return reader.text('no import or export');
  const watts = `${reader.number(Math.abs(net))} W`;
  return reader.text(net > 0 ? '{0} from the grid' : '{0} to the grid', watts);
}

/** The meter: power, the running quarter, the registers, and what today and this month cost. */
export function meterCard(view: ChannelView, device: string, examplePrices: boolean, reader: Reader): Html {
  return html`<article class="meter card ${view.fresh ? 'fresh' : 'stale'}" data-key="${view.channel}">
${channelHead(view, reader)}
${view.fresh ? html`${body(view, device, reader)}${view.power && powerDay(view.power, netPower(view), device, reader)}${ledger(view, device, examplePrices, reader)}` : noValues(view, reader)}
${channelFoot(view, reader)}
</article>`;
}

function body(view: ChannelView, device: string, reader: Reader): Html {
  const { demand } = view;
  return html`<div class="body${demand !== undefined && ' with-dial'}">${flow(view, reader)}
${demand && dial(demand, valueIn(view, 'PI'), device, reader)}
<div class="readings">${facts('large', valuesIn(view, LARGE_FIELDS), reader)}${registers(view, reader)}${facts('line', otherValues(view, OWN_PLACE), reader)}</div></div>`;
}

function ledger(
  { ledger: view, prices }: ChannelView,
  device: string,
  examplePrices: boolean,
  reader: Reader,
): Html | undefined {
  const parts = view
    ? [bill(view, reader), priceSection(view, prices, device, reader)].filter((part) => part !== undefined)
    : [];
  if (parts.length === 0) return undefined;
  const hint =
    examplePrices &&
    html`<p class="muted">${reader.html('The prices are examples. Set `prices` in the configuration file to see your own.')}</p>`;
  return html`<div class="ledger">${parts}${hint}</div>`;
}

function flow(view: ChannelView, reader: Reader): Html {
  const net = netPower(view);
  const direction = directionOf(net);
  return html`<div class="flow ${direction.name}">
<div class="wire" aria-hidden="true">${icon('grid')}<span class="cable">${direction.arrow}</span>${icon('home')}</div>
${net !== undefined && html`<p class="net">${reader.amount(Math.abs(net), 'W')}</p>`}
<p class="direction">${reader.text(direction.label)}</p>
${tariff(valueIn(view, 'T'), reader)}
</div>`;
}

function directionOf(net: number | undefined): { name: string; arrow: string; label: Text } {
  if (net === undefined) return { name: 'unknown', arrow: '', label: 'power not published' };
  if (net > 0) return { name: 'importing', arrow: '→', label: 'importing from the grid' };
  if (net < 0) return { name: 'exporting', arrow: '←', label: 'exporting to the grid' };
  return { name: 'even', arrow: '', label: 'no import or export' };
}

function tariff(value: number | undefined, reader: Reader): Html | undefined {
  if (value === undefined) return undefined;
  return html`<p class="tariff">${icon(value === 1 ? 'day' : 'night')}${reader.text('Tariff:')} <b>${tariffText(value, reader)}</b></p>`;
}

function registers(view: ChannelView, reader: Reader): Html | undefined {
  const rows = REGISTERS.map(({ name, high, low }) => ({
    name,
    high: valueIn(view, high),
    low: valueIn(view, low),
  })).filter(({ high, low }) => high !== undefined || low !== undefined);
  if (rows.length === 0) return undefined;
  return html`<table class="registers">
<thead><tr><td></td><th scope="col">${tariffText(1, reader)}</th><th scope="col">${tariffText(0, reader)}</th></tr></thead>
<tbody>${rows.map(({ name, high, low }) => html`<tr><th scope="row">${reader.text(name)}</th>${energyCell(high, reader)}${energyCell(low, reader)}</tr>`)}</tbody>
</table>`;
}

function energyCell(wattHours: number | undefined, reader: Reader): Html {
  return html`<td>${wattHours === undefined ? '–' : reader.amount(wattHours / 1000, 'kWh', 3)}</td>`;
}
