import { QUARTER_SECONDS } from '../../ledger/quarter.ts';
import type { DemandView } from '../view/overview.ts';
import { amount, numberText, timeOf } from './format.ts';
import { type Html, html, icon } from './html.ts';

/** Flanders bills at least this monthly peak, in W. */
const MIN_BILLED = 2500;
/** In percent of the limit: where "near" begins, and where the scale ends. */
const NEAR = 80;
const SCALE = 150;

/** A half circle around 0,0. With `pathLength`, dashes on it are percents of the limit. */
const ARC = 'M-90 0A90 90 0 0 1 90 0';

/** What the quarter is compared with. */
interface Limit {
  watts: number;
  name: string;
}

/** The projected demand of the running quarter on a dial, with the limit that it should stay below. */
export function dial(demand: DemandView, now: number): Html {
  const { runningWatts, projectedWatts, monthPeak } = demand;
  const limit = limitOf(monthPeak);
  const watts = projectedWatts ?? runningWatts;
  const percent = watts === null ? undefined : (100 * watts) / limit.watts;
  const level = levelOf(percent);
  const label = projectedWatts === null ? 'so far' : 'projected';
  return html`<section class="quarter ${level}" aria-label="This quarter of an hour">
<p class="remaining">${clock(demand.quarterEndsAt - now)}<span>This quarter: <b>${remainingText(demand.quarterEndsAt - now)}</b></span></p>
${face(percent, limit, monthPeak?.watts)}
${watts !== null && html`<p class="projected"><span class="muted">${label}</span> <b>${kilowatts(watts)}</b></p>`}
<p class="assessment">${level !== 'unknown' && icon(level === 'below' ? 'fresh' : 'stale')} ${assessment(level, limit.name)}</p>
${quarterFacts(demand, now)}
</section>`;
}

/** The peak that is billed for this month so far. */
function limitOf(peak: DemandView['monthPeak']): Limit {
  if (peak === null || peak.watts <= MIN_BILLED)
    return { watts: MIN_BILLED, name: '2.5 kW, the minimum that is billed' };
  return { watts: peak.watts, name: "the month's peak" };
}

type Level = 'unknown' | 'below' | 'near' | 'above';

function levelOf(percent: number | undefined): Level {
  if (percent === undefined) return 'unknown';
  if (percent > 100) return 'above';
  return percent >= NEAR ? 'near' : 'below';
}

function assessment(level: Level, limit: string): string {
  const words: Record<Level, string> = {
    unknown: 'Unknown: needs a reading from the start of the quarter and one since.',
    below: `Fine: below ${limit}.`,
    near: `Careful: close to ${limit}.`,
    above: `Too much: above ${limit}. Switch something off until the quarter ends.`,
  };
  return words[level];
}

function face(percent: number | undefined, limit: Limit, peak: number | undefined): Html {
  const label = percent === undefined ? 'unknown' : `${numberText(Math.round(percent))} % of ${limit.name}`;
  const shown = Math.min(SCALE, Math.max(0, percent ?? 0));
  return html`<svg class="dial" viewBox="-148 -122 296 132" role="img" aria-label="${label}">
${zone('below', 0, NEAR)}${zone('near', NEAR, 100)}${zone('above', 100, SCALE)}
${percent !== undefined && html`<path class="filled" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${shown.toFixed(1)} ${2 * SCALE}"/>`}
${marks(limit.watts, peak)}
${percent !== undefined && html`<path class="needle" d="M-4.5 0 0-74 4.5 0z" transform="rotate(${angleOf(shown)})"/>`}
<circle class="hub" r="8"/>
</svg>`;
}

function zone(level: Level, from: number, to: number): Html {
  return html`<path class="zone ${level}" d="${ARC}" pathLength="${SCALE}" stroke-dasharray="${to - from} ${2 * SCALE}" stroke-dashoffset="${-from}"/>`;
}

/** Marks the limit, and 2.5 kW or the peak if that is lower; named only where there is room. */
function marks(limit: number, peak: number | undefined): Html {
  const isPeak = limit > MIN_BILLED;
  const lower = isPeak ? MIN_BILLED : peak;
  const percent = (100 * (lower ?? limit)) / limit;
  const name = isPeak ? '2.5 kW' : 'peak';
  return html`${lower !== undefined && percent < 100 && mark(percent, percent > 10 && percent <= NEAR && name)}${mark(100, isPeak ? 'peak' : '2.5 kW')}`;
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

function quarterFacts({ runningWatts, projectedWatts, lastWatts, monthPeak }: DemandView, now: number): Html {
  const soFar = projectedWatts === null ? null : runningWatts;
  return html`<dl class="facts rows">
${soFar !== null && html`<div data-key="so far"><dt>So far</dt><dd>${kilowatts(soFar)}</dd></div>`}
${lastWatts !== null && html`<div data-key="last"><dt>Last complete quarter</dt><dd>${kilowatts(lastWatts)}</dd></div>`}
${monthPeak !== null && html`<div data-key="peak"><dt>Month's peak, ${timeOf(monthPeak.endedAt, now)}</dt><dd>${kilowatts(monthPeak.watts)}</dd></div>`}
</dl>`;
}

function kilowatts(watts: number): Html {
  return amount(watts / 1000, 'kW', 2);
}
