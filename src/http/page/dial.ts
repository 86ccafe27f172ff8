import { QUARTER_SECONDS } from '../../ledger/quarter.ts';
import type { DemandView } from '../view/ledger-view.ts';
import { amount, numberText, plural } from './format.ts';
import { headroom, type Limit, limitOf, powerText } from './headroom.ts';
import { type Html, html, icon } from './html.ts';
import type { PageTime } from './page-time.ts';

/** In percent of the limit: where "near" begins, and where the scale ends. */
const NEAR = 80;
const SCALE = 150;

/** A half circle around 0,0. With `pathLength`, dashes on it are percents of the limit. */
const ARC = 'M-90 0A90 90 0 0 1 90 0';

/** The running quarter: its projected demand on a dial, with the limit that it should stay below. Without a limit, only its figures. */
export function dial(demand: DemandView, importWatts: number | undefined, now: PageTime): Html {
  const limit = limitOf(demand);
  const watts = demand.projectedWatts ?? demand.runningWatts ?? undefined;
  const percent = watts === undefined || !limit ? undefined : (100 * watts) / limit.watts;
  const level = levelOf(percent);
  const remaining = demand.quarterEndsAt - now.unix;
  return html`<section class="quarter ${level}" aria-label="This quarter of an hour">
<p class="remaining">${clock(remaining)}<span>This quarter: <b>${remainingText(remaining)}</b></span></p>
${limit && face(percent, limit, demand)}
${watts !== undefined && projected(watts, demand)}
${limit && html`${assessment(level, limit, watts ?? 0)}${headroom(demand, limit, importWatts, now.unix)}`}
${quarterFacts(demand, now)}
</section>`;
}

function projected(watts: number, { projectedWatts }: DemandView): Html {
  const label = projectedWatts === null ? 'so far' : 'projected';
  return html`<p class="projected"><span class="muted">${label}</span> <b>${kilowatts(watts)}</b></p>`;
}

type Level = 'unknown' | 'below' | 'near' | 'above';

function levelOf(percent: number | undefined): Level {
  if (percent === undefined) return 'unknown';
  if (percent > 100) return 'above';
  return percent >= NEAR ? 'near' : 'below';
}

function assessment(level: Level, { name, watts: most }: Limit, watts: number): Html {
  const words: Record<Level, string> = {
    unknown: 'Unknown: needs a reading from the start of the quarter and one since.',
    below: `Fine: below ${name}.`,
    near: `Careful: close to ${name}.`,
    above: `Over ${name} by ${powerText(watts - most)}.`,
  };
  return html`<p class="assessment">${level !== 'unknown' && icon(level === 'below' ? 'fresh' : 'stale')} ${words[level]}</p>`;
}

function face(percent: number | undefined, limit: Limit, demand: DemandView): Html {
  const label = percent === undefined ? 'unknown' : `${numberText(Math.round(percent))} % of ${limit.name}`;
  const shown = Math.min(SCALE, Math.max(0, percent ?? 0));
  return html`<svg class="dial" viewBox="-148 -122 296 132" role="img" aria-label="${label}">
${zone('below', 0, NEAR)}${zone('near', NEAR, 100)}${zone('above', 100, SCALE)}
${percent !== undefined && html`<path class="filled" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${shown.toFixed(1)} ${2 * SCALE}"/>`}
${marks(limit, demand)}
${percent !== undefined && html`<path class="needle" d="M-4.5 0 0-74 4.5 0z" transform="rotate(${angleOf(shown)})"/>`}
<circle class="hub" r="8"/>
</svg>`;
}

function zone(level: Level, from: number, to: number): Html {
  return html`<path class="zone ${level}" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${to - from} ${2 * SCALE}" stroke-dashoffset="${-from}"/>`;
}

/** Marks the limit, and the lower one of the peak and the billed minimum; named only where there is room. */
function marks(limit: Limit, { floorWatts, monthPeak }: DemandView): Html {
  const isPeak = floorWatts === null || limit.watts > floorWatts;
  const [floor, peak] = [
    { watts: floorWatts, name: floorText(floorWatts) },
    { watts: monthPeak?.watts, name: 'peak' },
  ];
  const [upper, lower] = isPeak ? [peak, floor] : [floor, peak];
  const percent = (100 * (lower.watts ?? limit.watts)) / limit.watts;
  const isNamed = percent > 10 && percent <= NEAR;
  return html`${percent > 0 && percent < 100 && mark(percent, isNamed && lower.name)}${mark(100, upper.name)}`;
}

function floorText(watts: number | null): string {
  return `${numberText((watts ?? 0) / 1000)} kW`;
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

function remainingText(seconds: number): string {
  if (seconds < 60) return 'last minute';
  return `${numberText(Math.ceil(seconds / 60))} min left`;
}

function quarterFacts(demand: DemandView, now: PageTime): Html {
  const { runningWatts, projectedWatts, lastWatts, monthPeak, billedPeak } = demand;
  const soFar = projectedWatts === null ? null : runningWatts;
  return html`<dl class="facts rows">
${soFar !== null && html`<div data-key="so far"><dt>So far</dt><dd>${kilowatts(soFar)}</dd></div>`}
${lastWatts !== null && html`<div data-key="last"><dt>Last complete quarter</dt><dd>${kilowatts(lastWatts)}</dd></div>`}
${monthPeak !== null && html`<div data-key="peak"><dt>Month's peak, ${now.minute(monthPeak.endedAt)}</dt><dd>${kilowatts(monthPeak.watts)}</dd></div>`}
${billedPeak !== null && html`<div data-key="billed"><dt>Billed peak, mean of ${plural(billedPeak.months, 'month')}</dt><dd>${kilowatts(billedPeak.watts)}</dd></div>`}
</dl>`;
}

function kilowatts(watts: number): Html {
  return amount(watts / 1000, 'kW', 2);
}
