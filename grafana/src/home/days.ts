import { bars, lines } from '../graph.ts';
import type { Translate } from '../language/language.ts';
import { EXPORT, importAt, METER, periodTotal } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { gained } from '../promql.ts';
import { over } from '../query.ts';
import { DAYS, type Span, WHOLE_DAY } from '../span.ts';

/** Import since midnight, `days` days earlier. At midnight itself, the value of the day that ends is left out. */
function importSince(days: number): string {
  const offset = days ? ` offset ${days}d` : '';
  const began = `lowi_period_start_timestamp_seconds{${METER},period="day"}${offset}`;
  return `sum(${periodTotal('import_energy_watthours', 'day')}${offset} and on (ident) (time() - ${began} < ${86_400 * (days + 1)}))`;
}

/** Import since midnight, against the day before. */
export function todayAndYesterday(t: Translate) {
  const [today, yesterday] = [t('Today'), t('Yesterday')];
  return lines({
    title: t('Import today and yesterday'),
    description: t(
      'Energy from the grid since midnight, and the same for the day before. On the day after a clock change yesterday is shifted by an hour. Yesterday is missing until Prometheus has data for it.',
    ),
    unit: 'watth',
    size: [12, 9],
    queries: [over(importSince(0), today), over(importSince(1), yesterday)],
    calcs: ['lastNotNull'],
    noValue: t('no readings yet today'),
    color: { [today]: COLOR.import, [yesterday]: COLOR.past },
    span: WHOLE_DAY,
  });
}

/** A bar per day: import by rate above zero, export below. */
export function daily(t: Translate, size: readonly [number, number], title: string, span: Span = DAYS) {
  const [high, low, sold] = [t('Import high'), t('Import low'), t('Export')];
  return bars({
    title,
    description: t(
      'Import at the high and the low rate, stacked, and export below zero. Days before Prometheus ran are empty.',
    ),
    unit: 'watth',
    size,
    queries: [
      over(`sum(${gained(importAt('high'), '1d')})`, high),
      over(`sum(${gained(importAt('low'), '1d')})`, low),
      over(`-sum(${gained(EXPORT, '1d')}) < 0`, sold),
    ],
    noValue: t('no readings in this time'),
    color: { [high]: COLOR.importHigh, [low]: COLOR.importLow, [sold]: COLOR.export },
    stacked: true,
    span,
  });
}
