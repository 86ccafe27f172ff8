import { missing, notYet, stale, UP } from '../absence.ts';
import { dial } from '../dial.ts';
import type { Translate } from '../language/language.ts';
import {
  BILLED_PEAK,
  HEADROOM,
  LAST,
  LEFT,
  LIMIT,
  MONTH_PEAK,
  MONTH_PEAK_TIME,
  NEAR,
  PROJECTED,
} from '../meter/demand.ts';
import { importPower, latest } from '../meter/power.ts';
import { COLOR } from '../palette.ts';
import { colored, steps } from '../panel.ts';
import { now } from '../query.ts';
import { THIS_MONTH } from '../span.ts';
import { stat } from '../stat.ts';

/** Projected demand of the running quarter as a share of the threshold. */
export const share = (t: Translate) =>
  dial({
    title: t('This quarter of an hour'),
    description: t(
      "Average power of the running quarter of an hour if the present power holds, as a share of the threshold: the month's peak, or the lowest peak that is billed. Amber from 80 %. Above 100 % it raises the bill: switch something off until the quarter ends. Empty while the LOWI is stale, until the first full quarter has begun, and without a capacity tariff (capacity: none).",
    ),
    unit: 'percentunit',
    size: [6, 6],
    queries: [now(`${PROJECTED} / ${LIMIT}`, t('Share'))],
    decimals: 0,
    noValue: t('no quarter running, or no capacity tariff'),
    max: 1.5,
    color: steps(COLOR.good, [NEAR, COLOR.late], [1, COLOR.bad]),
  });

/** Power that the rest of the quarter may have. */
export function headroom(t: Translate, size: readonly [number, number]) {
  return stat({
    title: t('Room in this quarter'),
    description: t(
      'Average power that the house may take until the quarter of an hour ends without raising the bill, and the minutes left; red while it takes more. 0 means that this quarter raises it already. Not there without a capacity tariff (capacity: none); unknown while the LOWI is stale.',
    ),
    unit: 'watt',
    size,
    text: [16, 30],
    queries: [
      now(`${HEADROOM} >= ${importPower(latest)}`, t('may be used')),
      now(`${HEADROOM} < ${importPower(latest)}`, t('use less than')),
      now(LEFT, t('for')),
    ],
    absences: [
      missing(t('Room'), t('no capacity tariff'), LIMIT),
      missing(t('Quarter'), t('at the next quarter'), `${HEADROOM} or (${UP} unless on () ${LIMIT})`),
      stale(t),
    ],
    noValue: t('no readings stored'),
    color: COLOR.good,
  })
    .overrideByName(t('use less than'), [colored(COLOR.bad)])
    .overrideByName(t('for'), [
      { id: 'unit', value: 'suffix:min' },
      { id: 'decimals', value: 0 },
      colored(COLOR.neutral),
    ]);
}

/** The month's peak and when it was. */
export function peak(t: Translate, size: readonly [number, number]) {
  return stat({
    title: t("Month's peak"),
    description: t(
      'The highest average of a quarter of an hour this month, and when it ended. Billed is the mean of the last twelve months, as far as the exporter knows them. Empty until the first full quarter of the month.',
    ),
    unit: 'watt',
    size,
    queries: [
      now(MONTH_PEAK, t('Peak')),
      now(`1000 * ${MONTH_PEAK_TIME}`, t('When')),
      now(BILLED_PEAK, t('Billed')),
    ],
    absences: [notYet(t, MONTH_PEAK)],
    noValue: t('no readings stored'),
    text: [14, 26],
    color: COLOR.house,
    span: THIS_MONTH,
  })
    .overrideByName(t('When'), [{ id: 'unit', value: 'time:D/M HH:mm' }, colored(COLOR.neutral)])
    .overrideByName(t('Billed'), [colored(COLOR.past)]);
}

/** The last complete quarter. */
export const lastQuarter = (t: Translate) =>
  stat({
    title: t('Last full quarter'),
    description: t(
      'Average import of the last complete quarter of an hour. Empty until there is one, and while the LOWI is stale.',
    ),
    unit: 'watt',
    size: [8, 5],
    queries: [now(LAST, t('Quarter'))],
    absences: [notYet(t, LAST), stale(t)],
    noValue: t('no readings stored'),
    color: COLOR.import,
  });
