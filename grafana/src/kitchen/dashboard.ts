import { stale } from '../absence.ts';
import { noPrices } from '../home/costs.ts';
import { daily } from '../home/days.ts';
import { power } from '../home/flow.ts';
import { grid } from '../home/now.ts';
import { headroom, peak } from '../home/quarter.ts';
import { type Language, type Translate, translator } from '../language/language.ts';
import { cost, costOf, EURO, PER_KILOWATTHOUR, price } from '../meter/cost.ts';
import { exportOfDay, ofDay, periodTotal } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { now } from '../query.ts';
import { dashboard } from '../shell.ts';
import { TODAY, WEEK } from '../span.ts';
import { stat } from '../stat.ts';
import { datasource, meter } from '../variables.ts';

const SIZE = [8, 4] as const;
const EUROS = [{ id: 'unit', value: EURO }, { id: 'decimals', value: 2 }, colored(COLOR.neutral)];

const today = (t: Translate) =>
  stat({
    title: t('Today'),
    description: t(
      "Energy from the grid and to it since midnight, and what it cost with gas and water. No cost without prices in the exporter's configuration. Empty before the first reading of the day.",
    ),
    unit: 'watth',
    size: SIZE,
    queries: [
      now(ofDay('import'), t('Import')),
      now(exportOfDay, t('Export')),
      now(`sum(last_over_time(${costOf('day')}[$__range]))`, t('Cost')),
    ],
    text: [13, 22],
    noValue: t('no readings yet today'),
    color: COLOR.import,
    span: TODAY,
  })
    .overrideByName(t('Export'), [colored(COLOR.export)])
    .overrideByName(t('Cost'), EUROS);

const prices = (t: Translate) =>
  stat({
    title: t('Price now'),
    description: t(
      "What a kilowatt-hour from the grid costs now, and what one to the grid earns. Empty without prices in the exporter's configuration, and while the LOWI is stale.",
    ),
    unit: PER_KILOWATTHOUR,
    size: SIZE,
    queries: [now(price('import'), t('Import')), now(price('export'), t('Export'))],
    absences: [noPrices(t, `${price('import')} or ${price('export')}`), stale(t)],
    text: [14, 26],
    decimals: 3,
    noValue: t('no readings stored'),
    color: COLOR.import,
  }).overrideByName(t('Export'), [colored(COLOR.export)]);

const month = (t: Translate) =>
  stat({
    title: t('This month'),
    description: t(
      "Energy from the grid and to it since the first of the month, and the bill so far with fixed fees and the capacity tariff. No cost without prices in the exporter's configuration. Unknown while the LOWI is stale.",
    ),
    unit: 'watth',
    size: SIZE,
    queries: [
      now(`sum(${periodTotal('import_energy_watthours', 'month')})`, t('Import')),
      now(`sum(${periodTotal('export_energy_watthours', 'month')}) > 0`, t('Export')),
      now(cost('month'), t('Cost')),
    ],
    absences: [stale(t)],
    text: [13, 22],
    decimals: 0,
    noValue: t('no readings stored'),
    color: COLOR.import,
  })
    .overrideByName(t('Export'), [colored(COLOR.export)])
    .overrideByName(t('Cost'), EUROS);

/** Few large numbers and two graphs, for a tablet in the kitchen or a phone. */
export function kitchen(language: Language) {
  const t = translator(language);
  return dashboard({
    uid: 'lowi-kitchen',
    title: t('Kitchen'),
    description: t(
      'The essentials for a tablet in the kitchen or a phone: now, today, this quarter of an hour and the price.',
    ),
    language,
    from: 'now-24h',
    variables: [datasource(t('Data source')), meter(t('Device'))],
    sections: [
      {
        panels: [
          grid(t, SIZE),
          headroom(t, SIZE),
          today(t),
          prices(t),
          month(t),
          peak(t, SIZE),
          power(t, [12, 6], t('Last 24 hours'), { timeFrom: '24h' }),
          daily(t, [12, 6], t('Energy per day, last 7 days'), WEEK),
        ],
      },
    ],
  });
}
