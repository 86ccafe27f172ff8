import { METER } from './energy.ts';

const gauge = (name: string) => `max(lowi_${name}{${METER}})`;

/** Averages of the running clock quarter and of the last complete one, in watts. */
export const SO_FAR = gauge('quarter_hour_demand_watts');
export const HEADING_FOR = gauge('quarter_hour_projected_demand_watts');
export const LAST = gauge('quarter_hour_last_demand_watts');

/** The month's highest quarter, and when it ended. */
export const PEAK = gauge('month_peak_demand_watts');
export const PEAK_TIME = gauge('month_peak_demand_timestamp_seconds');

/** The least monthly peak that Flanders bills. */
export const LEAST_BILLED = 2500;

/** What a quarter may reach without raising the bill. */
export const LIMIT = `(clamp_min(${PEAK}, ${LEAST_BILLED}) or vector(${LEAST_BILLED}))`;

/** The share of the limit from which on a quarter is near it. */
export const NEAR = 0.8;
