import { COLOR } from '../palette.ts';
import { type AnyPanel, steps } from '../panel.ts';
import { total } from '../promql.ts';
import { now } from '../query.ts';
import { type Span, THIS_MONTH, TODAY } from '../span.ts';
import { stat } from '../stat.ts';
import { amount, type Medium } from './medium.ts';

/** The numbers of one medium. */
export function numbers(medium: Medium): AnyPanel[] {
  const { counter, absent, unit, color } = medium;
  const small = unit === 'm3' ? 2 : 0;
  const number = (title: string, description: string, expr: string, shown: Shown) =>
    stat({
      title,
      description: `${description} ${absent}`,
      size: [6, 4],
      queries: [now(expr, title)],
      noValue: 'no readings',
      color,
      ...shown,
    });
  return [
    number('Today', 'Since midnight.', amount(medium, total(counter)), {
      unit,
      decimals: small,
      span: TODAY,
    }),
    number('This month', 'Since the first of the month, as far as Prometheus has data.', total(counter), {
      unit: 'm3',
      decimals: 1,
      span: THIS_MONTH,
    }),
    lowest(medium),
    number('Reading', 'The reading of the meter.', `sum(${counter})`, { unit: 'm3', decimals: 3 }),
  ];
}

interface Shown {
  unit: string;
  decimals: number;
  span?: Span;
}

function lowest(medium: Medium): AnyPanel {
  const { counter, absent, unit, still } = medium;
  return stat({
    title: 'Lowest hour',
    description: `The lowest use in a clock hour of the last 24 hours, of those with readings. ${still} ${absent}`,
    unit,
    size: [6, 4],
    queries: [now(amount(medium, `min_over_time(sum(increase(${counter}[1h]))[24h:1h])`), 'Lowest')],
    noValue: 'no readings',
    decimals: unit === 'm3' ? 3 : 1,
    color: steps(COLOR.good, [0.001, COLOR.late]),
  });
}
