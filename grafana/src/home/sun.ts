import { COLOR } from '../palette.ts';
import { DEVICE } from '../promql.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { TODAY } from '../span.ts';
import { stat } from '../stat.ts';
import { daily } from './energy.ts';

/** Energy of the channels with the role `production`, in watt-hours. */
const PRODUCED =
  `sum(increase(lowi_energy_watthours_total{${DEVICE}}[$__range]) * on (ident, channel) group_left () ` +
  `lowi_channel_info{${DEVICE},role="production"})`;
/** The part that was not exported; slightly below zero at times, because the two meters are not read at the same moment. */
const SELF_CONSUMED = `clamp_min(${PRODUCED} - ${daily('export')}, 0)`;
const USED = `(${daily('import')} + ${SELF_CONSUMED})`;

const NONE = 'Empty in a house without a channel with the role production';

const today = (title: string, description: string, unit: string, expr: string, color: string) =>
  stat({
    title,
    description,
    unit,
    size: [6, 4],
    queries: [now(expr, title)],
    ...(unit === 'percentunit' ? { decimals: 0 } : {}),
    noValue: '–',
    color,
    span: TODAY,
  });

/** Solar energy today. */
export const SUN: Section = {
  panels: [
    today(
      'Solar today',
      `Energy of the solar panels since midnight. ${NONE}.`,
      'watth',
      PRODUCED,
      COLOR.solar,
    ),
    today(
      'House use today',
      `Energy that the house used since midnight, from the grid and the solar panels. ${NONE}; there it equals import.`,
      'watth',
      USED,
      COLOR.house,
    ),
    today(
      'Self-consumption',
      'Share of the solar energy of today that the house used itself: 70 % means 7 of 10 kWh used and 3 exported. ' +
        `${NONE}, and before sunrise.`,
      'percentunit',
      `${SELF_CONSUMED} / (${PRODUCED} > 0)`,
      COLOR.solar,
    ),
    today(
      'Self-sufficiency',
      'Share of the use of today that came from the solar panels: 40 % means 4 of 10 kWh solar and 6 from the grid. ' +
        `${NONE}.`,
      'percentunit',
      `${SELF_CONSUMED} / (${USED} > 0)`,
      COLOR.export,
    ),
  ],
};
