import { barGauge } from '../bar-gauge.ts';
import { COLOR } from '../palette.ts';
import { type AnyPanel, colored } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { type Span, THIS_MONTH, TODAY } from '../span.ts';
import { stat } from '../stat.ts';
import { METER } from './energy.ts';

/** Items of the bill; earnings are below zero. */
const ITEMS = [
  { name: 'Import', item: 'import', color: COLOR.import },
  { name: 'Export', item: 'export', color: COLOR.export },
  { name: 'Gas', item: 'gas', color: COLOR.gas },
  { name: 'Water', item: 'water', color: COLOR.water },
  { name: 'Capacity', item: 'capacity', color: COLOR.house },
  { name: 'Fixed', item: 'fixed', color: COLOR.past },
];
const OF_MONTHS = ['capacity', 'fixed'];

/** Net cost of a period; the last one known while the LOWI is stale. */
const cost = (selector: string) =>
  `sum(last_over_time(lowi_period_cost_euros{${METER},${selector}}[$__range]))`;

const PRICES =
  'Counted by the exporter at the price of each quarter of an hour. Empty without prices in its configuration.';

function costs(title: string, period: 'day' | 'month', what: string, span: Span): AnyPanel[] {
  const items = ITEMS.filter(({ item }) => period === 'month' || !OF_MONTHS.includes(item));
  const all = stat({
    title,
    description: `${what}, minus the earnings from export. ${PRICES}`,
    unit: 'currencyEUR',
    size: [5, 7],
    queries: [now(cost(`period="${period}"`), 'Cost')],
    decimals: 2,
    noValue: 'no prices',
    color: COLOR.neutral,
    span,
  });
  const kinds = barGauge({
    title: `${title} by kind`,
    description: `${what}, and the earnings from export (below zero). ${PRICES}`,
    unit: 'currencyEUR',
    size: [7, 7],
    queries: items.map(({ name, item }) => now(cost(`period="${period}",item="${item}"`), name)),
    decimals: 2,
    noValue: 'no prices',
    span,
  });
  for (const { name, color } of items) kinds.overrideByName(name, [colored(color)]);
  return [all, kinds];
}

/** Costs in euros. */
export const COSTS: Section = {
  panels: [
    ...costs('Cost today', 'day', 'Electricity, gas and water since midnight', TODAY),
    ...costs(
      'This month',
      'month',
      'Electricity, gas, water, fixed fees and the capacity tariff since the first of the month',
      THIS_MONTH,
    ),
  ],
};
