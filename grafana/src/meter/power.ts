import { DEVICE, smooth } from '../promql.ts';
import { METER } from './energy.ts';

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

/** The house has exported, so it has solar panels or a battery. */
export const EXPORTED = `sum(lowi_export_energy_watthours_total{${METER}}) > 0`;

/** A channel with the role `production`, or a house that needs none because it never exported. */
export const PRODUCTION_KNOWN = `(count(${PRODUCTION}) or count(lowi_channel_up{${METER}}) unless on () (${EXPORTED}))`;

/**
 * Use of the house: net power from the grid plus production. Unknown while the production channel is stale, or if no channel has
 * the role although the house exports. A result below zero means production that no channel measures, so it is unknown too.
 */
export const housePower = (read: Reading) =>
  `(${netPower(read)} + (${solarPower(read)} or (0 * ${importPower(read)} unless on () ${PRODUCTION} unless on () (${EXPORTED})))) >= 0`;
