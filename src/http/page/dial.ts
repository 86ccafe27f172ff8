import { QUARTER_SECONDS } from '../../ledger/quarter.ts';
import type { DemandView } from '../view/ledger-view.ts';
import { headroom, type Limit, limitOf } from './headroom.ts';
import { type Html, html, icon } from './html.ts';
import type { Reader } from './reader.ts';

/** In percent of the limit: where "near" begins, and where the scale ends. */
const NEAR = 80;
const SCALE = 150;

/** A half circle around 0,0. With `pathLength`, dashes on it are percents of the limit. */
const ARC = 'M-90 0A90 90 0 0 1 90 0';

/** The running quarter: its projected demand on a dial, with the limit that it should stay below. Without a limit, only its figures. */
export function dial(
  demand: DemandView,
  importWatts: number | undefined,
  ident: string,
  reader: Reader,
): Html {
  const limit = limitOf(demand, reader);
  const watts = demand.projectedWatts ?? demand.runningWatts ?? undefined;
  const percent = watts === undefined || !limit ? undefined : (100 * watts) / limit.watts;
  const level = levelOf(percent);
  const remaining = demand.quarterEndsAt - reader.time.unix;
  return html`<section class="quarter ${level}" aria-label="${reader.text('This quarter of an hour, {0}', ident)}">
<p class="remaining">${clock(remaining)}<span>${reader.text('This quarter:')} <b>${remainingText(remaining, reader)}</b></span></p>
${limit && face(percent, limit, demand, reader)}
${watts !== undefined && projected(watts, demand, reader)}
${limit && html`${assessment(level, limit, watts ?? 0, reader)}${headroom(demand, limit, importWatts, reader)}`}
${quarterFacts(demand, reader)}
</section>`;
}

function projected(watts: number, { projectedWatts }: DemandView, reader: Reader): Html {
  const label = reader.text(projectedWatts === null ? 'so far' : 'projected');
  return html`<p class="projected"><span class="muted">${label}</span> <b>${kilowatts(reader, watts)}</b></p>`;
}

type Level = 'unknown' | 'below' | 'near' | 'above';

function levelOf(percent: number | undefined): Level {
  if (percent === undefined) return 'unknown';
  if (percent > 100) return 'above';
  return percent >= NEAR ? 'near' : 'below';
}

function assessment(level: Level, { name, watts: most }: Limit, watts: number, reader: Reader): Html {
  const words: Record<Level, string> = {
    unknown: reader.text('Unknown: needs a reading from the start of the quarter and one since.'),
    below: reader.text('Fine: below {0}.', name),
    near: reader.text('Careful: close to {0}.', name),
    above: reader.text('Over {0} by {1}.', name, reader.power(watts - most)),
  };
  return html`<p class="assessment">${level !== 'unknown' && icon(level === 'below' ? 'fresh' : 'stale')} ${words[level]}</p>`;
}

function face(percent: number | undefined, limit: Limit, demand: DemandView, reader: Reader): Html {
  const label =
    percent === undefined
      ? reader.text('unknown')
      : reader.text('{0} % of {1}', reader.number(Math.round(percent)), limit.name);
  const shown = Math.min(SCALE, Math.max(0, percent ?? 0));
  return html`<svg class="dial" viewBox="-148 -122 296 132" role="img" aria-label="${label}">
${zone('below', 0, NEAR)}${zone('near', NEAR, 100)}${zone('above', 100, SCALE)}
${percent !== undefined && html`<path class="filled" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${shown.toFixed(1)} ${2 * SCALE}"/>`}
${marks(limit, demand, reader)}
${percent !== undefined && html`<path class="needle" d="M-4.5 0 0-74 4.5 0z" transform="rotate(${angleOf(shown)})"/>`}
<circle class="hub" r="8"/>
</svg>`;
}

function zone(level: Level, from: number, to: number): Html {
  return html`<path class="zone ${level}" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${to - from} ${2 * SCALE}" stroke-dashoffset="${-from}"/>`;
}

/** Marks the limit, and the lower one of the peak and the billed minimum; named only where there is room. */
function marks(limit: Limit, { floorWatts, monthPeak }: DemandView, reader: Reader): Html {
  const isPeak = floorWatts === null || limit.watts > floorWatts;
  const [floor, peak] = [
    { watts: floorWatts, name: `${reader.number((floorWatts ?? 0) / 1000)} kW` },
    { watts: monthPeak?.watts, name: reader.text('peak') },
  ];
  const [upper, lower] = isPeak ? [peak, floor] : [floor, peak];
  const percent = (100 * (lower.watts ?? limit.watts)) / limit.watts;
  const isNamed = percent > 10 && percent <= NEAR;
  return html`${percent > 0 && percent < 100 && mark(percent, isNamed && lower.name)}${mark(100, upper.name)}`;
}

function mark(percent: number, name: string | false): Html {
  const radians = (Math.PI * percent) / SCALE;
  const [x, y] = [-Math.cos(radians) * 109, -Math.sin(radians) * 109];
  const anchor = Math.abs(x) < 20 ? 'middle' : x < 0 ? 'end' : 'start';
  const text = html`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${name}</text>`;
  return html`<path class="mark" d="M0-76V-104" transform="rotate(${angleOf(percent)})"/>${name && text}`;
}

/** Degrees clockwise from straight up. */
function angleOf(percent: number): string {
  return ((180 * percent) / SCALE - 90).toFixed(1);
}

/** A pie chart of the time that remains in the quarter. */
function clock(remaining: number): Html {
  const percent = Math.min(100, Math.max(0, (100 * remaining) / QUARTER_SECONDS));
  return html`<svg class="clock" viewBox="-12 -12 24 24" aria-hidden="true"><circle class="rim" r="11"/><circle class="rest" r="4.5" pathLength="100" stroke-dasharray="${percent.toFixed(0)} 200" stroke-dashoffset="${(percent - 100).toFixed(0)}" transform="rotate(-90)"/></svg>`;
}

function remainingText(seconds: number, reader: Reader): string {
  if (seconds < 60) return reader.text('last minute');
  return reader.text('{0} min left', reader.number(Math.ceil(seconds / 60)));
}

function quarterFacts(demand: DemandView, reader: Reader): Html {
  const { runningWatts, projectedWatts, lastWatts, monthPeak, billedPeak } = demand;
  const soFar = projectedWatts === null ? null : runningWatts;
  const row = (key: string, label: Html | string, watts: number) =>
    html`<div data-key="${key}"><dt>${label}</dt><dd>${kilowatts(reader, watts)}</dd></div>`;
  return html`<dl class="facts rows">
${soFar !== null && row('so far', reader.text('So far'), soFar)}
${lastWatts !== null && row('last', reader.text('Last complete quarter'), lastWatts)}
${monthPeak !== null && row('peak', reader.html('Month’s peak, {0}', reader.time.minute(monthPeak.endedAt)), monthPeak.watts)}
${billedPeak !== null && row('billed', reader.count(billedPeak.months, 'Billed peak, mean of {0} month', 'Billed peak, mean of {0} months'), billedPeak.watts)}
</dl>`;
}

function kilowatts(reader: Reader, watts: number): Html {
  return reader.amount(watts / 1000, 'kW', 2);
}
