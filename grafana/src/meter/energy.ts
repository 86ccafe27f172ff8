import { DEVICE, METER_CHANNEL } from '../promql.ts';

/** The meter's channel of the chosen device. */
export const METER = `${DEVICE},channel="${METER_CHANNEL}"`;

/** Its registers. */
export const IMPORT = `lowi_import_energy_watthours_total{${METER}}`;
export const EXPORT = `lowi_export_energy_watthours_total{${METER}}`;

export const importAt = (tariff: 'high' | 'low') =>
  `lowi_import_energy_watthours_total{${METER},tariff="${tariff}"}`;

/** Grafana's unit for energy that is in kilowatt-hours already. */
export const KILOWATTHOUR = 'suffix:kWh';

/** Selects a total of the running local period. */
export const periodTotal = (quantity: string, period: 'day' | 'month' | 'year') =>
  `lowi_period_${quantity}{${METER},period="${period}"}`;

/** Energy since the local day began; the last value of the panel's range, also while the LOWI is stale. */
export const ofDay = (direction: 'import' | 'export') =>
  `sum(last_over_time(${periodTotal(`${direction}_energy_watthours`, 'day')}[$__range]))`;

/** The same of export, in a house that has exported at some time. */
export const exportOfDay = `${ofDay('export')} and on () sum(last_over_time(lowi_export_energy_watthours_total{${METER}}[$__range])) > 0`;
