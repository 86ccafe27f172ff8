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

/** The one on the kitchen tablet. */
export const home = dashboard({
  uid: 'lowi-home-energy',
  title: 'Home energy',
  description:
    'What the house takes from the grid and gives to it: now, this quarter of an hour, today, by day, and what it costs.',
  from: 'now-24h',
  variables: [datasource(), meter()],
  marks: [
    {
      name: 'LOWI silent',
      color: COLOR.bad,
      expr: `lowi_channel_up{${METER}} == bool 0`,
      text: 'No reading came from the meter.',
    },
  ],
  sections: [NOW, QUARTER, TOTALS, SUN, COSTS, FLOW, PEAKS, DAY_BY_DAY, GRID],
});
