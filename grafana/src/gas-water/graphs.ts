import { bars, lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import type { AnyPanel } from '../panel.ts';
import { gained, since } from '../promql.ts';
import { over } from '../query.ts';
import { DAYS, HOURS, type Span, WHOLE_WEEK } from '../span.ts';
import { amount, type Medium } from './medium.ts';
import { months } from './months.ts';

/** Bars and curves of one medium. */
export function graphs(medium: Medium): AnyPanel[] {
  const { counter, color, absent, unit } = medium;
  const bar = (title: string, width: string, span: Span) =>
    bars({
      title,
      description: `Use in each. No bar without readings. ${absent}`,
      unit,
      size: [8, 8],
      noValue: `no ${medium.item} readings in this time`,
      queries: [over(amount(medium, `sum(${gained(counter, width)})`), medium.title)],
      color,
      span,
    }).axisSoftMax(medium.perCubicMeter === 1 ? 0.1 : 10);
  return [
    bar('By hour, last 48 hours', '1h', HOURS),
    bar('By day, last 30 days', '1d', DAYS),
    lines({
      title: 'This week and last week',
      description: `Use since Monday, and the same for the week before, which is missing until Prometheus has data for it. ${absent}`,
      unit: 'm3',
      size: [8, 8],
      noValue: `no ${medium.item} readings in this week`,
      queries: [over(since(counter), 'This week'), over(since(counter, '1w'), 'Last week')],
      color: { 'This week': color, 'Last week': COLOR.past },
      span: WHOLE_WEEK,
    }),
    months(medium),
  ];
}
