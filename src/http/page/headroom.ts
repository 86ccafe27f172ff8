import type { DemandView } from '../view/ledger-view.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';
import type { Text } from './texts/texts.ts';

/** What the quarter must not exceed, if the bill is not to rise. */
export interface Limit {
  watts: number;
  name: string;
}

/** The threshold with its name; undefined where peaks are not billed, and while any quarter raises the bill. */
export function limitOf(
  { thresholdWatts, floorWatts, monthPeak }: DemandView,
  reader: Reader,
): Limit | undefined {
  if (thresholdWatts === null || thresholdWatts <= 0) return undefined;
  const isFloor = floorWatts !== null && thresholdWatts <= floorWatts;
  if (isFloor)
    return {
      watts: thresholdWatts,
      name: reader.text('{0} kW, the minimum that is billed', reader.number(thresholdWatts / 1000)),
    };
  const isMeasured = monthPeak !== null && thresholdWatts === monthPeak.watts;
  return {
    watts: thresholdWatts,
    name: reader.text(isMeasured ? 'the month’s peak' : 'the month’s peak on the bill'),
  };
}

/** How much more or less power the rest of the quarter may use; undefined while unknown, and once the limit is exceeded for sure. */
export function headroom(
  { headroomWatts, runningWatts, projectedWatts, quarterEndsAt }: DemandView,
  limit: Limit,
  importWatts: number | undefined,
  reader: Reader,
): Html | undefined {
  if (headroomWatts === null || runningWatts === null || runningWatts > limit.watts) return undefined;
  const minutes = Math.max(1, Math.ceil((quarterEndsAt - reader.time.unix) / 60));
  const line = (one: Text, many: Text, watts: number) =>
    html`<p class="headroom">${reader.html(minutes === 1 ? one : many, reader.power(watts), minutes)}</p>`;
  if (importWatts === undefined)
    return line('Up to *{0}* for {1} minute', 'Up to *{0}* for {1} minutes', headroomWatts);
  const more = headroomWatts - importWatts;
  if (more < 0) return line('Use *{0} less* for {1} minute', 'Use *{0} less* for {1} minutes', -more);
  const isAbove = projectedWatts !== null && projectedWatts > limit.watts;
  return isAbove ? undefined : line('*{0} more* for {1} minute', '*{0} more* for {1} minutes', more);
}
