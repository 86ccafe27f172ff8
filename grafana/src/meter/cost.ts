import type { Translate } from '../language/language.ts';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { now, type Query } from '../query.ts';
import { METER } from './energy.ts';

export type Period = 'day' | 'month' | 'year';

/** Items of the bill; earnings are below zero. */
export const items = (t: Translate) => [
  { name: t('Import'), item: 'import', color: COLOR.import },
  { name: t('Export'), item: 'export', color: COLOR.export },
  { name: t('Gas'), item: 'gas', color: COLOR.gas },
  { name: t('Water'), item: 'water', color: COLOR.water },
  { name: t('Capacity'), item: 'capacity', color: COLOR.house },
  { name: t('Fixed fees'), item: 'fixed', color: COLOR.past },
];

/** Selects the net cost of a period so far, of one item or all. */
export const costOf = (period: Period, item?: string) =>
  `lowi_period_cost_euros{${METER},period="${period}"${item ? `,item="${item}"` : ''}}`;

export const cost = (period: Period, item?: string) => `sum(${costOf(period, item)})`;

/** Price of a kilowatt-hour now. */
export const price = (direction: 'import' | 'export') =>
  `max(lowi_price_euros_per_kilowatthour{${METER},direction="${direction}"})`;

/** When the figures of a year begin, where that is later than the year: the exporter knew nothing before. */
export const countedSince = (t: Translate, shown: string): Query =>
  now(
    `1000 * ${BEGAN} and on () (month(${BEGAN} + 7200) > 1 or day_of_month(${BEGAN} + 7200) > 1) and on () (${shown})`,
    t('counted since'),
  );

const BEGAN = `max(lowi_period_start_timestamp_seconds{${METER},period="year"})`;

export const SINCE = [{ id: 'unit', value: 'time:D/M/YYYY' }, colored(COLOR.past)];

/** Grafana's unit for money; its own for euros would write thousands as K. */
export const EURO = 'suffix:€';

/** Grafana's unit for a price of energy. */
export const PER_KILOWATTHOUR = 'suffix:€/kWh';
