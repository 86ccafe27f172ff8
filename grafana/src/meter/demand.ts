import { METER } from './energy.ts';

const gauge = (name: string) => `max(lowi_${name}{${METER}})`;

/** Projected demand of the running clock quarter, and the last complete one, in watts. */
export const PROJECTED = gauge('quarter_hour_projected_demand_watts');
export const LAST = gauge('quarter_hour_last_demand_watts');

/** Mean power that the rest of the quarter may have, and the minutes until it ends. */
export const HEADROOM = `round(${gauge('quarter_hour_headroom_watts')}, 10)`;
export const LEFT = `ceil((900 - vector(time()) % 900) / 60) and on () ${gauge('quarter_hour_headroom_watts')}`;

/** The month's peak over time. */
export const PEAK = gauge('month_peak_demand_watts');

/** The same, and when that quarter ended, in a panel about this month: it outlives a LOWI that is stale. */
const ofMonth = (name: string) => `max(last_over_time(lowi_${name}{${METER}}[$__range]))`;
export const MONTH_PEAK = ofMonth('month_peak_demand_watts');
export const MONTH_PEAK_TIME = ofMonth('month_peak_demand_timestamp_seconds');

/** The peak that the capacity tariff bills. */
export const BILLED_PEAK = gauge('capacity_billed_peak_watts');

/** The demand that a quarter may reach without raising the bill. */
export const LIMIT = gauge('capacity_threshold_watts');

/** From this share of the limit on, a quarter is near it. */
export const NEAR = 0.8;
