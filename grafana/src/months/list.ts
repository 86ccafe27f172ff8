import type { Translate } from '../language/language.ts';
import { EURO } from '../meter/cost.ts';
import { KILOWATTHOUR } from '../meter/energy.ts';
import { rows } from '../query.ts';
import { table } from '../table.ts';
import { monthNames } from './names.ts';
import { columns } from './panels.ts';

/** Grafana's units of the columns, in their order. */
const UNITS = [KILOWATTHOUR, KILOWATTHOUR, KILOWATTHOUR, 'm3', 'm3', EURO, 'watt', 'watt'];

/** Every month in figures, the latest first. */
export function monthList(t: Translate) {
  const { high, low, ...others } = columns(t);
  const all = [{ ...high, name: t('High') }, { ...low, name: t('Low') }, ...Object.values(others)];
  const month = t('Month');
  const named = [{ field: 'month', title: month, properties: [{ id: 'mappings', value: monthNames(t) }] }];
  return table({
    title: t('Months in figures'),
    description: t(
      "All of the above in figures. A cell is empty where the meter or the exporter's configuration has no such thing: gas, water, prices, a capacity tariff.",
    ),
    unit: 'none',
    size: [24, 16],
    queries: all.map(({ expr }) => rows(expr)),
    decimals: 1,
    noValue: '–',
    columns: [
      ...named,
      ...all.map(({ name }, index) => ({
        field: `Value #${String.fromCharCode(65 + index)}`,
        title: name,
        unit: UNITS[index] ?? 'none',
        ...(UNITS[index] === EURO ? { properties: [{ id: 'decimals', value: 2 }] } : {}),
      })),
    ],
    largestFirst: month,
  });
}
