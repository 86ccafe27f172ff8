import { bars, lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { gained, since } from '../promql.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { DAYS, WHOLE_DAY } from '../span.ts';
import { EXPORT, IMPORT, importAt } from './energy.ts';
import { heatMap } from './heat-map.ts';

const today = lines({
  title: 'Import today and yesterday',
  description:
    'Energy from the grid since midnight, and the same for the day before. On the day after a clock change yesterday is shifted by an hour. ' +
    'Yesterday is missing until Prometheus has data for it.',
  unit: 'watth',
  size: [12, 9],
  queries: [over(since(IMPORT), 'Today'), over(since(IMPORT, '1d'), 'Yesterday')],
  color: { Today: COLOR.import, Yesterday: COLOR.past },
  span: WHOLE_DAY,
});

const daily = bars({
  title: 'Energy per day, last 30 days',
  description:
    'Import at the high and the low rate, stacked, and export below zero, which is 0 without solar panels. Days before Prometheus ran are empty.',
  unit: 'watth',
  size: [12, 9],
  queries: [
    over(`sum(${gained(importAt('high'), '1d')})`, 'Import high'),
    over(`sum(${gained(importAt('low'), '1d')})`, 'Import low'),
    over(`-sum(${gained(EXPORT, '1d')})`, 'Export'),
  ],
  color: { 'Import high': COLOR.importHigh, 'Import low': COLOR.importLow, Export: COLOR.export },
  stacked: true,
  span: DAYS,
});

/** Energy by day and hour. */
export const DAY_BY_DAY: Section = { title: 'Energy', panels: [today, daily, heatMap] };
