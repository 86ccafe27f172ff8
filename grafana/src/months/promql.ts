import { METER } from '../meter/energy.ts';

/** A month is that in which the exporter began to count; two hours later it is the same in UTC. */
const BEGAN = `(max(lowi_period_start_timestamp_seconds{${METER},period="month"}) + 7200)`;
const MONTH = `count_values("month", 100 * year(${BEGAN}) + month(${BEGAN}))`;

/** Hourly values of the dashboard's time range: a full hour of the clock ends each local month. */
const HOURLY = '[$__range:1h]';

/**
 * The last value in each month of a total that begins at 0 each month, as series with the label `month`: `202609`. The running month has
 * its value of now, also before the first full hour.
 */
export function byMonth(total: string, window = HOURLY): string {
  const labeled = `(${total}) * on () group_right () ${MONTH}`;
  return `(${labeled} or last_over_time((${labeled})${window}))`;
}

/** The increase of a register in each month, from full hour to full hour, as series with the label `month`. */
export const increaseByMonth = (counter: string) =>
  `increase((sum(${counter}) * on () group_right () ${MONTH})${HOURLY})`;

/** The same month in each year: of the year `ago` years before this one, as series with the label `month`: `09`. */
export function ofYear(total: string, ago: number): string {
  const year = `count_values("year", year(vector(time() + 7200)) - ${ago})`;
  const split = `label_replace(label_replace(${byMonth(total, `[${366 * (ago + 1)}d:1h]`)}, "year", "$1", "month", "(....).."), "month", "$1", "month", "....(..)")`;
  return `max by (month) (${split} and on (year) ${year})`;
}
