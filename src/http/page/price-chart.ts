import { QUARTER_SECONDS } from '../../ledger/quarter.ts';
import type { LedgerView } from '../view/ledger-view.ts';
import type { PriceCurveView } from '../view/price-curves.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';

/** Height of the plot in the units of its drawing, which is as wide as it has quarters. */
const HEIGHT = 100;
const DECIMALS = 4;

/** The prices now, and how they change today and tomorrow; undefined without a price. */
export function priceSection(
  { price, unknownMarketPrice }: LedgerView,
  curve: PriceCurveView | undefined,
  device: string,
  reader: Reader,
): Html | undefined {
  if (price.import === null && price.export === null && !curve && !unknownMarketPrice) return undefined;
  return html`<section class="prices" aria-label="${reader.text('Prices per kWh, {0}', device)}">
<dl class="facts line">
${priceNow('Import', price.import, reader)}
${priceNow('Export', price.export, reader)}
</dl>
${unknownMarketPrice && html`<p class="unknown-price">${unknownText(unknownMarketPrice, reader)}</p>`}
${curve && chart(curve, reader)}
</section>`;
}

function unknownText({ since }: { since: number | null }, reader: Reader): Html {
  return since === null
    ? reader.html('Market price not known yet')
    : reader.html('Market price unknown since {0}', reader.time.minute(since));
}

function priceNow(name: 'Import' | 'Export', price: number | null, reader: Reader): Html | undefined {
  if (price === null) return undefined;
  const label = reader.text('{0} now', reader.text(name));
  return html`<div data-key="${name}" class="${name.toLowerCase()}"><dt>${label}</dt><dd>${reader.euros(price, DECIMALS)}<span class="unit">/kWh</span></dd></div>`;
}

type Prices = readonly (number | null)[];

function chart(curve: PriceCurveView, reader: Reader): Html {
  const curves = [curve.import, curve.export].filter((prices) => prices !== undefined);
  const count = curves[0]?.length ?? 0;
  const known = curves.flat().filter((price) => price !== null);
  const scale = createScale(Math.min(0, ...known), Math.max(0, ...known));
  const current = Math.floor((reader.time.unix - curve.start) / QUARTER_SECONDS);
  const words = curves.map((prices, i) =>
    inWords(reader.text(i === 0 && curve.import ? 'Import' : 'Export'), prices, curve, reader),
  );
  return html`<svg class="curve" role="img" aria-label="${words.join('. ')}">
<svg class="plot" y="20" height="110" width="100%" viewBox="0 0 ${count} ${HEIGHT}" preserveAspectRatio="none">
<rect class="now" x="${current}" width="1" height="${HEIGHT}"/>
${curve.import && html`<path class="import" d="${steps(curve.import, scale)}"/>`}
${curve.export && html`<path class="export" d="${steps(curve.export, scale)}"/>`}
<path class="zero" d="M0 ${scale(0)}H${count}"/>
${curve.tomorrow !== undefined && html`<path class="midnight" d="M${curve.tomorrow} 0V${HEIGHT}"/>`}
</svg>
<text x="${percent(current + 0.5, count)}" y="14" text-anchor="${nowAnchor(current, count, curve.tomorrow)}">${reader.text('now')}</text>
${curve.tomorrow !== undefined && html`<text x="${percent(curve.tomorrow, count)}" y="14">${reader.text('tomorrow')}</text>`}
${curve.ticks.map(({ quarter, hour }) => html`<text x="${percent(quarter, count)}" y="146" text-anchor="${quarter === 0 ? 'start' : 'middle'}">${String(hour).padStart(2, '0')}</text>`)}
</svg>
<p class="range muted">${words.map((text) => html`<span>${text}.</span> `)}</p>`;
}

/** Maps a price to a height from the top. */
type Scale = (price: number) => string;

function createScale(lowest: number, highest: number): Scale {
  const range = highest - lowest || 1;
  return (price) => ((HEIGHT * (highest - price)) / range).toFixed(1);
}

/** A path of steps, one a quarter, with a gap where a price is unknown. */
function steps(prices: Prices, scale: Scale): string {
  const commands = prices.map((price, quarter) => {
    if (price === null) return '';
    const before = prices[quarter - 1] ?? null;
    return `${before === null ? `M${quarter} ` : 'V'}${scale(price)}H${quarter + 1}`;
  });
  return commands.join('');
}

/** `Import: lowest €0.0512 at 14:00, highest €0.4100 at 19:15 tomorrow, now €0.2731 per kWh`. */
function inWords(name: string, prices: Prices, curve: PriceCurveView, reader: Reader): string {
  const known = prices.flatMap((price, quarter) => (price === null ? [] : [{ price, quarter }]));
  const extreme = (sign: number) =>
    known.reduce((one, other) => (sign * other.price > sign * one.price ? other : one));
  const text = ({ price, quarter }: (typeof known)[number]) => {
    const isTomorrow = quarter >= (curve.tomorrow ?? prices.length);
    const clock = reader.time.clockText(curve.start + quarter * QUARTER_SECONDS);
    return reader.text(isTomorrow ? '{0} at {1} tomorrow' : '{0} at {1}', priceText(price, reader), clock);
  };
  const current = prices[Math.floor((reader.time.unix - curve.start) / QUARTER_SECONDS)] ?? null;
  const currentText =
    current === null
      ? reader.text('now unknown')
      : reader.text('now {0} per kWh', priceText(current, reader));
  return reader.text(
    '{0}: lowest {1}, highest {2}, {3}',
    ...[name, text(extreme(-1)), text(extreme(1)), currentText],
  );
}

function priceText(price: number, reader: Reader): string {
  return reader.eurosText(price, DECIMALS);
}

function percent(quarter: number, count: number): string {
  return `${((100 * quarter) / count).toFixed(2)}%`;
}

/** Keeps the word within the chart, and off the next one. */
function nowAnchor(current: number, count: number, tomorrow = count): string {
  if (current < count / 20) return 'start';
  return current > tomorrow - count / 20 ? 'end' : 'middle';
}
