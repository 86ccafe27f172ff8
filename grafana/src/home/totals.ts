import { COLOR } from '../palette.ts';
import { total } from '../promql.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { type Span, TODAY, YESTERDAY } from '../span.ts';
import { stat } from '../stat.ts';
import { EXPORT, IMPORT } from './energy.ts';

const energy = (title: string, description: string, counter: string, color: string, span: Span) =>
  stat({
    title,
    description,
    unit: 'watth',
    size: [6, 4],
    queries: [now(total(counter), title)],
    noValue: '–',
    color,
    span,
  });

const NOT_YET = 'Empty until that day has two readings.';

/** Today and yesterday, from the meter's registers. */
export const TOTALS: Section = {
  panels: [
    energy('Import today', `Energy from the grid since midnight. ${NOT_YET}`, IMPORT, COLOR.import, TODAY),
    energy(
      'Export today',
      `Energy given to the grid since midnight; 0 without solar panels. ${NOT_YET}`,
      EXPORT,
      COLOR.export,
      TODAY,
    ),
    energy(
      'Import yesterday',
      `Energy from the grid yesterday, the whole day. ${NOT_YET}`,
      IMPORT,
      COLOR.import,
      YESTERDAY,
    ),
    energy(
      'Export yesterday',
      `Energy given to the grid yesterday, the whole day; 0 without solar panels. ${NOT_YET}`,
      EXPORT,
      COLOR.export,
      YESTERDAY,
    ),
  ],
};
