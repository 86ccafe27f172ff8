import { type AnyPanel, colored } from '../panel.ts';
import { DEVICE } from '../promql.ts';
import { over } from '../query.ts';
import { table } from '../table.ts';
import type { Medium } from './medium.ts';
import { monthly } from './period.ts';

/** A midnight step in each day of a bit more than a year. */
const THIRTEEN_MONTHS = { timeFrom: '380d', interval: '1d' };

const VOLUME = 'm³';
const EUROS = 'Euros';
const ENERGY = 'kWh';

/** A row for each month. */
export function months(medium: Medium): AnyPanel {
  const { item, absent, energy, color } = medium;
  const volume = `sum(lowi_period_${item}_cubic_meters{${DEVICE},period="month"})`;
  const cost = `sum(lowi_period_cost_euros{${DEVICE},period="month",item="${item}"})`;
  const columns = [
    { field: 'Time', title: 'Month', unit: 'time:MMMM YYYY' },
    {
      field: VOLUME,
      title: VOLUME,
      unit: 'm3',
      properties: [
        ...number(1),
        BAR,
        colored(color),
        { id: 'min', value: 0 },
        { id: 'fieldMinMax', value: true },
      ],
    },
    { field: EUROS, title: EUROS, unit: 'currencyEUR', properties: number(2) },
    { field: ENERGY, title: ENERGY, unit: 'kwatth', properties: number(0) },
  ];
  return table({
    title: 'By month',
    description:
      `Each local month as the exporter counted it, this month so far first: from the first reading on in the month in which it began. ` +
      `As far back as Prometheus has data. Euros need prices.${item}. ${absent}`,
    unit: 'm3',
    size: [24, 6],
    span: THIRTEEN_MONTHS,
    queries: [
      over(monthly(volume), VOLUME),
      over(monthly(cost), EUROS),
      ...(energy === undefined ? [] : [over(monthly(`(${energy} * ${volume})`), ENERGY)]),
    ],
    noValue: `no ${item} readings today or at the end of a month`,
    columns: energy === undefined ? columns.slice(0, 3) : columns,
    byTime: true,
    largestFirst: 'Month',
  });
}

const number = (decimals: number) => [
  { id: 'decimals', value: decimals },
  { id: 'noValue', value: '–' },
];

const BAR = {
  id: 'custom.cellOptions',
  value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' },
};
