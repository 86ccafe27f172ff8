import { DEVICE, METER_CHANNEL } from '../promql.ts';

/** The meter's channel of the chosen device. */
export const METER = `${DEVICE},channel="${METER_CHANNEL}"`;

/** Its registers. */
export const IMPORT = `lowi_import_energy_watthours_total{${DEVICE}}`;
export const EXPORT = `lowi_export_energy_watthours_total{${DEVICE}}`;

const at = (counter: string) => (tariff: 'high' | 'low') => `${counter}{${DEVICE},tariff="${tariff}"}`;

export const importAt = at('lowi_import_energy_watthours_total');

/** Energy since the local day began; the last value of the panel's range, also while the LOWI is stale. */
export const daily = (direction: 'import' | 'export') =>
  `sum(last_over_time(lowi_period_${direction}_energy_watthours{${METER},period="day"}[$__range]))`;
