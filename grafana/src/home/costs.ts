import { barGauge } from '../bar-gauge.ts';
import { COLOR } from '../palette.ts';
import { type AnyPanel, colored } from '../panel.ts';
import { DEVICE, total } from '../promql.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { type Span, THIS_MONTH, TODAY } from '../span.ts';
import { stat } from '../stat.ts';
import { exportAt, importAt } from './energy.ts';

type Tariff = 'high' | 'low';

const perKilowattHour = (direction: 'import' | 'export', tariff: Tariff) =>
  `max(lowi_price_euros_per_kilowatthour{direction="${direction}",tariff="${tariff}"})`;

const bought = (tariff: Tariff) => `${total(importAt(tariff))} / 1000 * ${perKilowattHour('import', tariff)}`;
const sold = (tariff: Tariff) => `-${total(exportAt(tariff))} / 1000 * ${perKilowattHour('export', tariff)}`;
const volume = (medium: 'gas' | 'water') =>
  `${total(`lowi_${medium}_cubic_meters_total{${DEVICE}}`)} * max(lowi_${medium}_price_euros_per_cubic_meter)`;

/** The sum of the parts that have a value. */
function sum(parts: readonly string[]): string {
  const named = parts.map((part, index) => `label_replace(${part}, "part", "${index}", "", "")`);
  return `sum(${named.join(' or ')})`;
}

/** In euros over the panel's range; earnings are below zero. */
const KINDS = [
  { name: 'High rate', expr: bought('high'), color: COLOR.importHigh },
  { name: 'Low rate', expr: bought('low'), color: COLOR.importLow },
  { name: 'Export', expr: sum([sold('high'), sold('low')]), color: COLOR.export },
  { name: 'Gas', expr: volume('gas'), color: COLOR.gas },
  { name: 'Water', expr: volume('water'), color: COLOR.water },
];
const ALL = sum(KINDS.map(({ expr }) => expr));

const PRICES =
  "At the current prices of the exporter's configuration, without the capacity tariff and fixed fees. Empty without prices there.";

function costs(title: string, since: string, span: Span): AnyPanel[] {
  const all = stat({
    title,
    description: `Electricity, gas and water since ${since}, minus the earnings from export. ${PRICES}`,
    unit: 'currencyEUR',
    size: [5, 7],
    queries: [now(ALL, 'Cost')],
    decimals: 2,
    noValue: 'no prices',
    color: COLOR.neutral,
    span,
  });
  const kinds = barGauge({
    title: `${title} by kind`,
    description: `Import at the high and the low rate, earnings from export (below zero), gas and water, since ${since}. ${PRICES}`,
    unit: 'currencyEUR',
    size: [7, 7],
    queries: KINDS.map(({ name, expr }) => now(expr, name)),
    decimals: 2,
    noValue: 'no prices',
    span,
  });
  for (const { name, color } of KINDS) kinds.overrideByName(name, [colored(color)]);
  return [all, kinds];
}

/** Costs in euros. */
export const COSTS: Section = {
  panels: [
    ...costs('Cost today', 'midnight', TODAY),
    ...costs('This month', 'the first of the month, as far as Prometheus has data', THIS_MONTH),
  ],
};
