import type { AnyPanel } from '../panel.ts';
import { DEVICE } from '../promql.ts';
import { rowsOver } from '../query.ts';
import { table } from '../table.ts';
import type { Medium } from './medium.ts';
import { monthly } from './period.ts';

/** A midnight step in each day of a bit more than a year. */
const THIRTEEN_MONTHS = { timeFrom: '396d', interval: '1d' };

/** A row for each month. */
export function months(medium: Medium): AnyPanel {
  const { item, absent, energy, color } = medium;
  const volume = `sum(lowi_period_${item}_cubic_meters{${DEVICE},period="month"})`;
  const cost = `sum(lowi_period_cost_euros{${DEVICE},period="month",item="${item}"})`;
  const columns = [
    { field: 'Time', title: 'Month', unit: 'time:MMMM YYYY' },
    {
      field: 'Value #A',
      title: 'm³',
      unit: 'm3',
      properties: [...number(1), bar(color), { id: 'min', value: 0 }],
    },
    { field: 'Value #B', title: 'Euros', unit: 'currencyEUR', properties: number(2) },
    { field: 'Value #C', title: 'kWh', unit: 'kwatth', properties: number(0) },
  ];
  return table({
    title: 'By month',
    description:
      `Each local month as the exporter counted it, this month so far first: from the first reading on in the month in which it began. ` +
      `As far back as Prometheus has data. Euros need prices.${item}. ${absent}`,
    unit: 'm3',
    size: [24, 8],
    span: THIRTEEN_MONTHS,
    queries: [
      rowsOver(monthly(volume)),
      rowsOver(monthly(cost)),
      ...(energy === undefined ? [] : [rowsOver(monthly(`(${energy} * ${volume})`))]),
    ],
    noValue: `no ${item} readings today or at the end of a month`,
    columns: energy === undefined ? columns.slice(0, 3) : columns,
    keepsTime: true,
    largestFirst: 'Month',
  });
}

const number = (decimals: number) => [
  { id: 'decimals', value: decimals },
  { id: 'noValue', value: '–' },
];

const bar = (color: string) => ({
  id: 'custom.cellOptions',
  value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text', color },
});
