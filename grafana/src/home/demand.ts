import { METER } from './energy.ts';

const gauge = (name: string) => `max(lowi_${name}{${METER}})`;

/** Demand of the running clock quarter, so far and projected, and of the last complete one, in watts. */
export const SO_FAR = gauge('quarter_hour_demand_watts');
export const PROJECTED = gauge('quarter_hour_projected_demand_watts');
export const LAST = gauge('quarter_hour_last_demand_watts');

/** The month's peak, and when that quarter ended. */
export const PEAK = gauge('month_peak_demand_watts');
export const PEAK_TIME = gauge('month_peak_demand_timestamp_seconds');

/** The demand that a quarter may reach without raising the bill. */
export const LIMIT = gauge('capacity_threshold_watts');

/** From this share of the limit on, a quarter is near it. */
export const NEAR = 0.8;
export const NEAR_TEXT = `${100 * NEAR} %`;
