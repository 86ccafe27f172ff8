import { DEVICE } from '../promql.ts';
import type { Medium } from './medium.ts';

export type Period = 'day' | 'month';

/** Cubic meters of the running local period, as the exporter counts them. */
export const used = ({ item }: Medium, period: Period) =>
  `sum(lowi_period_${item}_cubic_meters{${DEVICE},period="${period}"})`;

/** Euros of it. */
export const cost = ({ item }: Medium, period: Period) =>
  `sum(lowi_period_cost_euros{${DEVICE},period="${period}",item="${item}"})`;

/** Has a result if the medium has a price. */
export const price = ({ item }: Medium) => `lowi_${item}_price_euros_per_cubic_meter{${DEVICE}}`;

/** UTC is at most two hours behind Belgium, so two hours after a local midnight both have the same date. */
const TOMORROW = 'vector(time() + 93600)';

/**
 * At local midnights, a day apart: what a period of a month came to at the end of the day that begins. Only for the last day of each
 * month, and for the last day of the range: the month so far.
 */
export function monthly(expr: string): string {
  const isLastDay = `day_of_month(${TOMORROW}) == 1`;
  const isToday = 'vector(time()) > max_over_time(vector(time())[1m:1m] @ end()) - 86400';
  return `(max_over_time(${expr}[6h:5m] offset -1d) or max_over_time(${expr}[1d:15m] offset -1d)) and on () (${isLastDay} or ${isToday})`;
}
