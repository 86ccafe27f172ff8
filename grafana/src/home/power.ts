import { DEVICE, smooth } from '../promql.ts';

const PRODUCTION = `lowi_channel_info{${DEVICE},role="production"}`;

/** Reads a power gauge: as it is now, or smoothed for a graph. */
type Reading = (metric: string, selector: string) => string;

export const latest: Reading = (metric, selector) => `${metric}{${selector}}`;
export const smoothed: Reading = smooth;

export const importPower = (read: Reading) => `sum(${read('lowi_import_power_watts', DEVICE)})`;
export const exportPower = (read: Reading) => `sum(${read('lowi_export_power_watts', DEVICE)})`;
export const netPower = (read: Reading) => `${importPower(read)} - ${exportPower(read)}`;

/** What the channels with the role `production` make. */
export const solarPower = (read: Reading) =>
  `sum(${read('lowi_power_watts', DEVICE)} * on (ident, channel) ${PRODUCTION})`;

/**
 * What the house takes: the grid's net power, and the sun's. A house without such a channel adds nothing; one whose channel has
 * fallen silent has no answer. Below zero there is production that no channel tells of, so no answer either.
 */
export const housePower = (read: Reading) =>
  `(${netPower(read)} + (${solarPower(read)} or vector(0) unless on () ${PRODUCTION})) >= 0`;
