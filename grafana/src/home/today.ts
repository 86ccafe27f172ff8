import type { Translate } from '../language/language.ts';
import { exportOfDay, ofDay } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { DEVICE } from '../promql.ts';
import { now } from '../query.ts';
import { type Span, TODAY, YESTERDAY } from '../span.ts';
import { stat } from '../stat.ts';

const PRODUCTION = `lowi_channel_info{${DEVICE},role="production"}`;

/** Energy of the channels with the role `production`, in watt-hours. */
const PRODUCED = `sum(increase(lowi_energy_watthours_total{${DEVICE}}[$__range]) * on (ident, channel) group_left () last_over_time(${PRODUCTION}[$__range]))`;
/** The part that was not exported; slightly below zero at times, because the two meters are not read at the same moment. */
const SELF_CONSUMED = `clamp_min(${PRODUCED} - ${ofDay('export')}, 0)`;
const USED = `(${ofDay('import')} + ${SELF_CONSUMED})`;

const PERCENT = [
  { id: 'unit', value: 'percentunit' },
  { id: 'decimals', value: 0 },
];

/** Energy of a day; what the house does not have is not there. */
function day(t: Translate, title: string, span: Span) {
  return stat({
    title,
    description: t(
      'Energy from the grid and to it. With a channel of the role production also solar energy, the use of the house, the share of the solar energy that the house used itself (self-consumption), and the share of its use that came from the sun (self-sufficiency). Empty before the first reading of that day.',
    ),
    unit: 'watth',
    size: [12, 5],
    queries: [
      now(ofDay('import'), t('Import')),
      now(exportOfDay, t('Export')),
      now(PRODUCED, t('Solar')),
      now(USED, t('House use')),
      now(`${SELF_CONSUMED} / (${PRODUCED} > 0)`, t('Self-consumption')),
      now(`${SELF_CONSUMED} / (${USED} > 0)`, t('Self-sufficiency')),
    ],
    text: [14, 26],
    noValue: span === TODAY ? t('no readings yet today') : t('no readings on that day'),
    color: COLOR.import,
    span,
  })
    .overrideByName(t('Export'), [colored(COLOR.export)])
    .overrideByName(t('Solar'), [colored(COLOR.solar)])
    .overrideByName(t('House use'), [colored(COLOR.house)])
    .overrideByName(t('Self-consumption'), [colored(COLOR.solar), ...PERCENT])
    .overrideByName(t('Self-sufficiency'), [colored(COLOR.house), ...PERCENT]);
}

/** Today and yesterday. */
export const days = (t: Translate) => [day(t, t('Today'), TODAY), day(t, t('Yesterday'), YESTERDAY)];
