import type { DemandView } from '../view/ledger-view.ts';
import { numberText } from './format.ts';
import { type Html, html } from './html.ts';

/** What the quarter must not exceed, if the bill is not to rise. */
export interface Limit {
  watts: number;
  name: string;
}

/** The threshold with its name; undefined where peaks are not billed, and while any quarter raises the bill. */
export function limitOf({ thresholdWatts, floorWatts, monthPeak }: DemandView): Limit | undefined {
  if (thresholdWatts === null || thresholdWatts <= 0) return undefined;
  const isFloor = floorWatts !== null && thresholdWatts <= floorWatts;
  if (isFloor)
    return {
      watts: thresholdWatts,
      name: `${numberText(thresholdWatts / 1000)} kW, the minimum that is billed`,
    };
  const isMeasured = monthPeak !== null && thresholdWatts === monthPeak.watts;
  return { watts: thresholdWatts, name: isMeasured ? "the month's peak" : "the month's peak on the bill" };
}

/** How much more or less power the rest of the quarter may use; undefined while unknown, and once the limit is exceeded for sure. */
export function headroom(
  { headroomWatts, runningWatts, projectedWatts, quarterEndsAt }: DemandView,
  limit: Limit,
  importWatts: number | undefined,
  now: number,
): Html | undefined {
  if (headroomWatts === null || runningWatts === null || runningWatts > limit.watts) return undefined;
  const time = timeText(quarterEndsAt - now);
  if (importWatts === undefined)
    return html`<p class="headroom">Up to <b>${powerText(headroomWatts)}</b> for ${time}</p>`;
  const more = headroomWatts - importWatts;
  if (more < 0) return html`<p class="headroom">Use <b>${powerText(-more)} less</b> for ${time}</p>`;
  const isAbove = projectedWatts !== null && projectedWatts > limit.watts;
  return isAbove ? undefined : html`<p class="headroom"><b>${powerText(more)} more</b> for ${time}</p>`;
}

/** `2.1 kW`, or whole watts below 100 W. */
export function powerText(watts: number): string {
  return watts < 99.5 ? `${numberText(Math.round(watts))} W` : `${numberText(watts / 1000, 1)} kW`;
}

function timeText(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
