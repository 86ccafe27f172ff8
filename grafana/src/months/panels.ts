import type { Translate } from '../language/language.ts';
import { costOf, EURO, items } from '../meter/cost.ts';
import { importAt, KILOWATTHOUR, METER, periodTotal } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { monthChart } from './chart.ts';
import { byMonth, increaseByMonth, ofYear } from './promql.ts';

const total = (quantity: string) => `max(${periodTotal(quantity, 'month')})`;
/** In kilowatt-hours, since Grafana would write a year's in MWh. */
const energyOf = (direction: 'import' | 'export') => `${total(`${direction}_energy_watthours`)} / 1000`;
const gauge = (name: string) => `max(lowi_${name}{${METER}})`;

const IMPORTED = energyOf('import');
/** In kilowatt-hours, by register. */
const importOf = (tariff: 'high' | 'low') => `${increaseByMonth(importAt(tariff))} / 1000`;

const EXPORTED = byMonth(energyOf('export'));
const COST = `sum(${costOf('month')})`;

/** What each month has, for charts and the table. */
export const columns = (t: Translate) => ({
  high: { name: t('Import high'), expr: importOf('high'), color: COLOR.importHigh },
  low: { name: t('Import low'), expr: importOf('low'), color: COLOR.importLow },
  exported: { name: t('Export'), expr: EXPORTED, color: COLOR.export },
  gas: { name: t('Gas'), expr: byMonth(total('gas_cubic_meters')), color: COLOR.gas },
  water: { name: t('Water'), expr: byMonth(total('water_cubic_meters')), color: COLOR.water },
  cost: { name: t('Cost'), expr: byMonth(COST), color: COLOR.neutral },
  peak: { name: t('Peak'), expr: byMonth(gauge('month_peak_demand_watts')), color: COLOR.house },
  billed: { name: t('Billed'), expr: byMonth(gauge('capacity_billed_peak_watts')), color: COLOR.past },
});

const compared = (t: Translate, title: string, total: string, color: string, unit: string) =>
  monthChart(t, {
    title,
    description: t(
      'Each month of this year and the same of last year. Months before the exporter counted them are missing.',
    ),
    unit,
    size: [12, 9],
    columns: [
      { name: t('Last year'), expr: ofYear(total, 1), color: COLOR.past },
      { name: t('This year'), expr: ofYear(total, 0), color },
    ],
    decimals: 0,
    noValue: t('no readings in this time'),
  });

/** This year's months beside last year's. */
export const comparisons = (t: Translate) => [
  compared(t, t('Import: this year against last'), IMPORTED, COLOR.import, KILOWATTHOUR),
  compared(t, t('Export: this year against last'), energyOf('export'), COLOR.export, KILOWATTHOUR),
];

/** Electricity of each month, and its parts. */
export function energy(t: Translate) {
  const { high, low, exported } = columns(t);
  return monthChart(t, {
    title: t('Electricity by month'),
    description: t(
      'Import at the high and the low rate, stacked, and export. Months before the exporter counted them are missing.',
    ),
    unit: KILOWATTHOUR,
    size: [24, 9],
    columns: [high, low, { ...exported, expr: `-(${exported.expr})` }],
    stacked: true,
    calcs: ['sum'],
    decimals: 0,
    noValue: t('no readings in this time'),
  });
}

/** Gas and water of each month. */
export function volumes(t: Translate) {
  const { gas, water } = columns(t);
  return monthChart(t, {
    title: t('Gas and water by month'),
    description: t(
      'Gas and water of each month. Empty if the meter sends neither. Months before the exporter counted them are missing.',
    ),
    unit: 'm3',
    size: [12, 9],
    columns: [gas, water],
    calcs: ['sum'],
    decimals: 1,
    noValue: t('no gas or water counted'),
  });
}

/** The bill of each month. */
export function costs(t: Translate) {
  const { cost } = columns(t);
  return monthChart(t, {
    title: t('Cost by month'),
    description: t(
      "The bill of each month, with fixed fees and the capacity tariff, minus earnings. Empty without prices in the exporter's configuration.",
    ),
    unit: EURO,
    size: [12, 9],
    columns: [{ ...cost, color: COLOR.import }],
    calcs: ['sum'],
    decimals: 0,
    noValue: t('no prices in this time'),
  });
}

/** The bill of each month by item. */
export function costItems(t: Translate) {
  return monthChart(t, {
    title: t('Cost by month and item'),
    description: t(
      "The bill of each month by item, with fixed fees and the capacity tariff; earnings are below zero. Empty without prices in the exporter's configuration.",
    ),
    unit: EURO,
    size: [24, 9],
    columns: items(t).map(({ name, item, color }) => ({
      name,
      color,
      expr: byMonth(`sum(${costOf('month', item)})`),
    })),
    stacked: true,
    calcs: ['sum'],
    decimals: 2,
    noValue: t('no prices in this time'),
  });
}

/** Each month's peak and what is billed. */
export function peaks(t: Translate) {
  const { peak, billed } = columns(t);
  return monthChart(t, {
    title: t('Peak by month'),
    description: t(
      "Each month's highest quarter of an hour, and the mean of twelve months that is billed. Billed is not there without a capacity tariff (capacity: none). Months before the exporter counted them are missing.",
    ),
    unit: 'watt',
    size: [24, 8],
    columns: [peak, billed],
    noValue: t('no full quarter yet'),
  });
}
