import type { PowerView } from '../view/overview.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';

/** Height of the drawing, which is as wide as it has steps. */
const HEIGHT = 100;
/** Labels stand at these local hours. */
const LABELED = new Set(['00:00', '06:00', '12:00', '18:00']);
const QUARTER_SECONDS = 900;

/** The net power at the meter over the last 24 hours, import above the line; undefined while nothing is known. */
export function powerDay(
  view: PowerView,
  now: number | undefined,
  device: string,
  reader: Reader,
): Html | undefined {
  const { watts } = view;
  const known = watts.filter((one) => one !== null);
  if (known.length === 0) return undefined;
  const [lowest, highest] = [Math.min(0, ...known), Math.max(0, ...known)];
  const range = highest - lowest || 1;
  const y = (power: number) => ((HEIGHT * (highest - power)) / range).toFixed(1);
  const words = inWords(view, now, reader);
  return html`<section class="power-day" aria-label="${reader.text('Power of the last 24 hours, {0}', device)}">
<svg class="day" role="img" aria-label="${words}">
<svg class="plot" y="4" height="60" width="100%" viewBox="0 0 ${watts.length} ${HEIGHT}" preserveAspectRatio="none">
<path class="import" d="${area(watts, 1, y)}"/>
<path class="export" d="${area(watts, -1, y)}"/>
<path class="zero" d="${baseline(watts, y(0))}"/>
</svg>
${labels(view, reader)}
</svg>
<p class="range muted">${words}</p>
</section>`;
}

type Means = PowerView['watts'];

/** Where the power has this sign, as areas from the zero line. */
function area(watts: Means, sign: 1 | -1, y: (power: number) => string): string {
  const zero = y(0);
  const inside = watts.map((power) => (power !== null && sign * power > 0 ? y(power) : null));
  const commands = inside.map((height, step) => {
    const isOpen = (inside[step - 1] ?? null) !== null;
    if (height === null) return isOpen ? `V${zero}` : '';
    return `${isOpen ? '' : `M${step} ${zero}`}V${height}H${step + 1}`;
  });
  return `${commands.join('')}${inside.at(-1) ? `V${zero}` : ''}`;
}

/** The zero line where the power is known: gaps stay gaps. */
function baseline(watts: Means, zero: string): string {
  const starts = watts.map((power, step) => {
    if (power === null) return '';
    const before = watts[step - 1] ?? null;
    return before === null ? `M${step} ${zero}H${step + 1}` : `H${step + 1}`;
  });
  return starts.join('').replace(/(H\d+)+(?=M|$)/g, '$1');
}

function labels({ start, stepSeconds, watts }: PowerView, reader: Reader): Html[] {
  const texts: Html[] = [];
  const first = Math.ceil(start / QUARTER_SECONDS) * QUARTER_SECONDS;
  const end = start + watts.length * stepSeconds;
  for (let unix = first; unix < end; unix += QUARTER_SECONDS) {
    const clock = reader.time.clockText(unix);
    const percent = ((100 * (unix - start)) / (end - start)).toFixed(2);
    if (LABELED.has(clock))
      texts.push(html`<text x="${percent}%" y="80" text-anchor="middle">${clock.slice(0, 2)}</text>`);
  }
  return texts;
}

/** The lowest and the highest mean with their times, and the power now. */
function inWords({ start, stepSeconds, watts }: PowerView, now: number | undefined, reader: Reader): string {
  const known = watts.flatMap((power, step) => (power === null ? [] : [{ power, step }]));
  const extreme = (sign: number) =>
    known.reduce((one, other) => (sign * other.power > sign * one.power ? other : one));
  const text = ({ power, step }: (typeof known)[number]) =>
    reader.text('{0} at {1}', reader.power(power), reader.time.clockText(start + step * stepSeconds));
  const current = now === undefined ? reader.text('now unknown') : reader.text('now {0}', reader.power(now));
  return reader.text(
    'Net power of the last 24 hours: lowest {0}, highest {1}, {2}.',
    ...[text(extreme(-1)), text(extreme(1)), current],
  );
}
