import { COLOR } from '../palette.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { type Span, TODAY, YESTERDAY } from '../span.ts';
import { stat } from '../stat.ts';
import { daily } from './energy.ts';

const energy = (
  title: string,
  description: string,
  direction: 'import' | 'export',
  color: string,
  span: Span,
) =>
  stat({
    title,
    description,
    unit: 'watth',
    size: [6, 4],
    queries: [now(daily(direction), title)],
    noValue: '–',
    color,
    span,
  });

const NOT_YET = 'Empty until that day has two readings.';

/** Today and yesterday, from the meter's registers. */
export const TOTALS: Section = {
  panels: [
    energy('Import today', `Energy from the grid since midnight. ${NOT_YET}`, 'import', COLOR.import, TODAY),
    energy(
      'Export today',
      `Energy given to the grid since midnight; 0 without solar panels. ${NOT_YET}`,
      'export',
      COLOR.export,
      TODAY,
    ),
    energy(
      'Import yesterday',
      `Energy from the grid yesterday, the whole day. ${NOT_YET}`,
      'import',
      COLOR.import,
      YESTERDAY,
    ),
    energy(
      'Export yesterday',
      `Energy given to the grid yesterday, the whole day; 0 without solar panels. ${NOT_YET}`,
      'export',
      COLOR.export,
      YESTERDAY,
    ),
  ],
};
