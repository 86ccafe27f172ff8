import { DEVICE, smooth } from '../promql.ts';

const PRODUCTION = `lowi_channel_info{${DEVICE},role="production"}`;

/** Reads a power gauge: its latest value, or averaged for a graph. */
type Reading = (metric: string, selector: string) => string;

export const latest: Reading = (metric, selector) => `${metric}{${selector}}`;
export const smoothed: Reading = smooth;

export const importPower = (read: Reading) => `sum(${read('lowi_import_power_watts', DEVICE)})`;
export const exportPower = (read: Reading) => `sum(${read('lowi_export_power_watts', DEVICE)})`;
export const netPower = (read: Reading) => `${importPower(read)} - ${exportPower(read)}`;

/** Power of the channels with the role `production`. */
export const solarPower = (read: Reading) =>
  `sum(${read('lowi_power_watts', DEVICE)} * on (ident, channel) ${PRODUCTION})`;

/**
 * Use of the house: net power from the grid plus production. Without a production channel that is 0; while the channel is stale, the
 * result is unknown. A result below zero means production that no channel measures, so it is unknown too.
 */
export const housePower = (read: Reading) =>
  `(${netPower(read)} + (${solarPower(read)} or vector(0) unless on () ${PRODUCTION})) >= 0`;
