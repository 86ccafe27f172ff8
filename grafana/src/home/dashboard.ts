import { type Language, translator } from '../language/language.ts';
import { METER } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { dashboard } from '../shell.ts';
import { datasource, meter } from '../variables.ts';
import { costDetails, costs } from './costs.ts';
import { daily, todayAndYesterday } from './days.ts';
import { power, tariff } from './flow.ts';
import { gridSection } from './grid.ts';
import { heatMap } from './heat-map.ts';
import { grid, house } from './now.ts';
import { quarters } from './peaks.ts';
import { headroom, lastQuarter, peak, share } from './quarter.ts';
import { days } from './today.ts';

/** The household's main dashboard. */
export function home(language: Language) {
  const t = translator(language);
  return dashboard({
    uid: 'lowi-home-energy',
    title: t('Home energy'),
    description: t(
      'Power and energy from and to the grid: now, this quarter of an hour, today and by day, and the costs.',
    ),
    language,
    from: 'now-24h',
    variables: [datasource(t('Data source')), meter(t('Device'))],
    marks: [
      {
        name: t('LOWI stale'),
        color: COLOR.bad,
        expr: `lowi_channel_up{${METER}} == bool 0`,
        text: t('No readings from the meter.'),
      },
    ],
    sections: [
      { panels: [grid(t, [6, 6]), house(t, [6, 6]), share(t), headroom(t, [6, 6])] },
      { panels: [...days(t), peak(t, [16, 5]), lastQuarter(t)] },
      { title: t('Power'), panels: [power(t, [24, 10], t('Power over time')), tariff(t)] },
      { title: t('Costs'), panels: [costs(t)] },
      { title: t('Costs in detail'), collapsed: true, panels: costDetails(t) },
      {
        title: t('Energy'),
        panels: [
          quarters(t),
          todayAndYesterday(t),
          daily(t, [24, 9], t('Energy per day, last 30 days')),
          heatMap(t),
        ],
      },
      gridSection(t),
    ],
  });
}
