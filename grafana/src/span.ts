/** A panel's own time range, instead of the dashboard's. */
export interface Span {
  timeFrom: string;
  timeShift?: string;
  /** The smallest step between two points. */
  interval?: string;
}

export const TODAY: Span = { timeFrom: 'now/d' };
export const YESTERDAY: Span = { timeFrom: 'now/d', timeShift: '1d/d' };
export const THIS_MONTH: Span = { timeFrom: 'now/M' };
/** The axis runs to midnight, so that yesterday's curve is complete. */
export const WHOLE_DAY: Span = { timeFrom: 'now/d', timeShift: '0d/d', interval: '1m' };
export const WHOLE_WEEK: Span = { timeFrom: 'now/w', timeShift: '0w/w', interval: '10m' };
/** A point each local midnight: Grafana aligns steps to the dashboard's time zone. */
export const DAYS: Span = { timeFrom: '30d', interval: '1d' };
export const HOURS: Span = { timeFrom: '48h', interval: '1h' };
/** A bar for each hour of a day, whatever the dashboard shows. */
export const DAY_BY_HOUR: Span = { timeFrom: '24h', interval: '1h' };
export const WEEK: Span = { timeFrom: '7d', interval: '1d' };
