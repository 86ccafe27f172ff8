import { missing, stale } from '../absence.ts';
import type { Translate } from '../language/language.ts';
import { costOf, countedSince, EURO, SINCE } from '../meter/cost.ts';
import { KILOWATTHOUR, periodTotal } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { now } from '../query.ts';
import { stat } from '../stat.ts';

const QUANTITIES = [
  ['Import', periodTotal('import_energy_watthours', 'year'), COLOR.import, KILOWATTHOUR],
  ['Export', periodTotal('export_energy_watthours', 'year'), COLOR.export, KILOWATTHOUR],
  ['Gas', periodTotal('gas_cubic_meters', 'year'), COLOR.gas, 'm3'],
  ['Water', periodTotal('water_cubic_meters', 'year'), COLOR.water, 'm3'],
  ['Cost', costOf('year'), COLOR.neutral, EURO],
] as const;

const [[, IMPORTED]] = QUANTITIES;

/** Totals of a year up to its present day; `offset` reads them in an earlier year. */
function year(t: Translate, title: string, offset: string, none: string) {
  const value = (total: string) => `sum(${offset ? `last_over_time(${total}[1h]${offset})` : total})`;
  const panel = stat({
    title,
    description: t(
      "Totals since the first of January, up to this day of the year, and the net cost of all items. No cost without prices in the exporter's configuration. Totals of this year are unknown while the LOWI is stale.",
    ),
    unit: 'none',
    size: [12, 5],
    queries: [
      ...QUANTITIES.map(([name, total, , unit]) =>
        now(value(total) + (unit === KILOWATTHOUR ? ' / 1000' : ''), t(name)),
      ),
      ...(offset ? [] : [countedSince(t, `sum(${IMPORTED})`)]),
    ],
    text: [13, 18],
    absences: [offset ? missing(t('Last year'), none, value(IMPORTED)) : stale(t)],
    decimals: 0,
    noValue: offset ? none : t('no readings stored'),
    color: COLOR.import,
  });
  for (const [name, , color, unit] of QUANTITIES)
    panel.overrideByName(t(name), [colored(color), { id: 'unit', value: unit }]);
  return offset ? panel : panel.overrideByName(t('counted since'), SINCE);
}

/** This year so far, and last year to the same date. */
export const years = (t: Translate) => [
  year(t, t('This year so far'), '', ''),
  year(t, t('Last year to this date'), ' offset 365d', t('no data a year ago')),
];
