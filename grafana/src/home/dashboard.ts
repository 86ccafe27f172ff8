import { COLOR } from '../palette.ts';
import { dashboard } from '../shell.ts';
import { datasource, meter } from '../variables.ts';
import { COSTS } from './costs.ts';
import { DAY_BY_DAY } from './days.ts';
import { METER } from './energy.ts';
import { FLOW } from './flow.ts';
import { GRID } from './grid.ts';
import { NOW } from './now.ts';
import { PEAKS } from './peaks.ts';
import { QUARTER } from './quarter.ts';
import { SUN } from './sun.ts';
import { TOTALS } from './totals.ts';

/** The household's main dashboard, for example on a tablet in the kitchen. */
export const home = dashboard({
  uid: 'lowi-home-energy',
  title: 'Home energy',
  description:
    'Power and energy from and to the grid: now, this quarter of an hour, today and by day, and the costs.',
  from: 'now-24h',
  variables: [datasource(), meter()],
  marks: [
    {
      name: 'LOWI stale',
      color: COLOR.bad,
      expr: `lowi_channel_up{${METER}} == bool 0`,
      text: 'No readings from the meter.',
    },
  ],
  sections: [NOW, QUARTER, TOTALS, SUN, COSTS, FLOW, PEAKS, DAY_BY_DAY, GRID],
});
