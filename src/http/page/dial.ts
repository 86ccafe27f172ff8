import { QUARTER_SECONDS } from '../../ledger/quarter.ts';
import type { DemandView } from '../view/overview.ts';
import { amount, numberText, timeOf } from './format.ts';
import { type Html, html, icon } from './html.ts';

/** The least monthly peak that Flanders bills. */
const LEAST_BILLED = 2500;
/** Percent of the limit: from where a quarter is near it, and where the scale ends. */
const NEAR = 80;
const SCALE = 150;

/** A half circle around 0,0; its length counts as percents of the limit, so that no path need be reckoned. */
const ARC = 'M-90 0A90 90 0 0 1 90 0';

/** What the quarter is measured against. */
interface Limit {
  watts: number;
  words: string;
}

/** The running quarter of an hour as a dial: where it is heading, against what it should stay below. */
export function dial(demand: DemandView, now: number): Html {
  const { runningWatts, projectedWatts, monthPeak } = demand;
  const limit = limitOf(monthPeak);
  const watts = projectedWatts ?? runningWatts;
  const percent = watts === null ? undefined : (100 * watts) / limit.watts;
  const level = levelOf(percent);
  const known = projectedWatts === null ? 'so far' : 'heading for';
  return html`<section class="quarter ${level}" aria-label="This quarter of an hour">
<p class="left">${clock(demand.quarterEndsAt - now)}<span>This quarter: <b>${leftText(demand.quarterEndsAt - now)}</b></span></p>
${face(percent, limit, monthPeak?.watts)}
${watts !== null && html`<p class="heading"><span class="quiet">${known}</span> <b>${kilowatts(watts)}</b></p>`}
<p class="verdict">${level !== 'unknown' && icon(level === 'below' ? 'fresh' : 'stale')} ${verdict(level, limit.words)}</p>
${averages(demand, now)}
</section>`;
}

/** What is billed for the month so far: its peak, or the least of all. */
function limitOf(peak: DemandView['monthPeak']): Limit {
  if (peak === null || peak.watts <= LEAST_BILLED)
    return { watts: LEAST_BILLED, words: '2.5 kW, the least that is billed' };
  return { watts: peak.watts, words: "the month's peak" };
}

type Level = 'unknown' | 'below' | 'near' | 'above';

function levelOf(percent: number | undefined): Level {
  if (percent === undefined) return 'unknown';
  if (percent > 100) return 'above';
  return percent >= NEAR ? 'near' : 'below';
}

function verdict(level: Level, limit: string): string {
  const words: Record<Level, string> = {
    unknown: 'Not known yet: it takes a reading from when the quarter began, and one since.',
    below: `Fine: below ${limit}.`,
    near: `Careful: close to ${limit}.`,
    above: `Too much: above ${limit}. Switch something off until the quarter ends.`,
  };
  return words[level];
}

function face(percent: number | undefined, limit: Limit, peak: number | undefined): Html {
  const label =
    percent === undefined ? 'not known yet' : `${numberText(Math.round(percent))} % of ${limit.words}`;
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

/** The limit, and 2.5 kW or the peak where that is the lower one; its name only where there is room for it. */
function marks(limit: number, peak: number | undefined): Html {
  const isPeak = limit > LEAST_BILLED;
  const lower = isPeak ? LEAST_BILLED : peak;
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

/** Degrees from straight up. */
function angleOf(percent: number): string {
  return ((180 * percent) / SCALE - 90).toFixed(1);
}

/** The quarter as a pie, of which the time that is left is full. */
function clock(left: number): Html {
  const percent = Math.min(100, Math.max(0, (100 * left) / QUARTER_SECONDS));
  return html`<svg class="clock" viewBox="-12 -12 24 24" aria-hidden="true"><circle class="rim" r="11"/><circle class="rest" r="4.5" pathLength="100" stroke-dasharray="${percent.toFixed(0)} 200" stroke-dashoffset="${(percent - 100).toFixed(0)}" transform="rotate(-90)"/></svg>`;
}

function leftText(seconds: number): string {
  if (seconds < 60) return 'last minute';
  return `${numberText(Math.ceil(seconds / 60))} min left`;
}

function averages({ runningWatts, projectedWatts, lastWatts, monthPeak }: DemandView, now: number): Html {
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
