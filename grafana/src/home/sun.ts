import { COLOR } from '../palette.ts';
import { DEVICE, total } from '../promql.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { TODAY } from '../span.ts';
import { stat } from '../stat.ts';
import { EXPORT, IMPORT } from './energy.ts';

/** Watt-hours that the channels with the role `production` made. */
const MADE =
  `sum(increase(lowi_energy_watthours_total{${DEVICE}}[$__range]) * on (ident, channel) group_left () ` +
  `lowi_channel_info{${DEVICE},role="production"})`;
/** What of it stayed here: the two meters are not read at the same moment, so it may come out a little below zero. */
const KEPT = `clamp_min(${MADE} - ${total(EXPORT)}, 0)`;
const USED = `(${total(IMPORT)} + ${KEPT})`;

const NONE = 'Empty in a house without a channel of the role production';

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

/** What became of the sun's energy. */
export const SUN: Section = {
  panels: [
    today('Solar today', `What the sun made since midnight. ${NONE}.`, 'watth', MADE, COLOR.solar),
    today(
      'House use today',
      `What the house used since midnight, from the grid and from the sun. ${NONE}: there it is what was imported.`,
      'watth',
      USED,
      COLOR.house,
    ),
    today(
      'Sun used here',
      'Self-consumption: 70 % means that of every 10 kWh that the sun made today, 7 were used in the house and 3 went to the grid. ' +
        `${NONE}, and until the sun is up.`,
      'percentunit',
      `${KEPT} / (${MADE} > 0)`,
      COLOR.solar,
    ),
    today(
      'Use from the sun',
      'Self-sufficiency: 40 % means that of every 10 kWh that the house used today, 4 came from the sun and 6 from the grid. ' +
        `${NONE}.`,
      'percentunit',
      `${KEPT} / (${USED} > 0)`,
      COLOR.export,
    ),
  ],
};
