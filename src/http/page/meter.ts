import type { ChannelView } from '../view/overview.ts';
import {
  channelFoot,
  channelHead,
  facts,
  otherValues,
  silence,
  tariffText,
  valueIn,
  valuesIn,
} from './channel.ts';
import { dial } from './dial.ts';
import { amount, numberText } from './format.ts';
import { type Html, html, icon } from './html.ts';

const FIRST = ['PI', 'PE', 'P', 'U', 'I', 'CG', 'CW'];
const REGISTERS = [
  { name: 'Imported', high: 'CIH', low: 'CIL' },
  { name: 'Exported', high: 'CEH', low: 'CEL' },
];
const ELSEWHERE = new Set([...FIRST, 'T', ...REGISTERS.flatMap(({ high, low }) => [high, low])]);

/** Watts taken from the grid, negative when giving; undefined while the meter says neither. */
export function netPower(view: ChannelView): number | undefined {
  const taken = valueIn(view, 'PI');
  const given = valueIn(view, 'PE');
  return taken === undefined && given === undefined ? undefined : (taken ?? 0) - (given ?? 0);
}

/** Net power in words: `1198 W from the grid`. */
export function netText(net: number): string {
  if (net === 0) return 'nothing from or to the grid';
  return `${numberText(Math.abs(net))} W ${net > 0 ? 'from' : 'to'} the grid`;
}

/** The meter itself: which way power flows, and its registers. */
export function meterCard(view: ChannelView, now: number): Html {
  return html`<article class="meter card ${view.fresh ? 'fresh' : 'stale'}" data-key="${view.channel}">
${channelHead(view)}
${view.fresh ? body(view, now) : silence(view, now)}
${channelFoot(view)}
</article>`;
}

function body(view: ChannelView, now: number): Html {
  const { demand } = view;
  return html`<div class="body${demand !== undefined && ' with-dial'}">${flow(view)}
${demand && dial(demand, now)}
<div class="readings">${facts('large', valuesIn(view, FIRST))}${registers(view)}${facts('line', otherValues(view, ELSEWHERE))}</div></div>`;
}

function flow(view: ChannelView): Html {
  const net = netPower(view);
  const way = wayOf(net);
  return html`<div class="flow ${way.name}">
<div class="wire" aria-hidden="true">${icon('grid')}<span class="cable">${way.arrow}</span>${icon('home')}</div>
${net !== undefined && html`<p class="net">${amount(Math.abs(net), 'W')}</p>`}
<p class="way">${way.words}</p>
${tariff(valueIn(view, 'T'))}
</div>`;
}

function wayOf(net: number | undefined) {
  if (net === undefined) return { name: 'unknown', arrow: '', words: 'The meter did not say its power' };
  if (net > 0) return { name: 'taking', arrow: '→', words: 'taking from the grid' };
  if (net < 0) return { name: 'giving', arrow: '←', words: 'giving to the grid' };
  return { name: 'even', arrow: '', words: 'nothing taken, nothing given' };
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
