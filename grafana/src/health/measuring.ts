import { bars } from '../graph.ts';
import { gained, named } from '../promql.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { FLEET } from './selectors.ts';

const incomplete = bars({
  title: 'Incomplete quarters',
  description:
    'In each hour: quarters excluded from the peak, because readings were missing around their boundary, the exporter restarted without a state file, or a ' +
    'counter reading was withheld. No bars when every quarter was complete, as expected.',
  unit: 'none',
  size: [12, 7],
  queries: [
    over(
      `sum by (ident) (${gained(`lowi_incomplete_quarters_total{${FLEET}}`, '$__interval')} > 0)`,
      '{{ident}}',
    ),
  ],
  decimals: 0,
  noValue: 'none',
  stacked: true,
}).interval('1h');

const resolution = table({
  title: 'Suspect resolution of the current',
  description:
    'Channels whose voltage × current differs from the power by a factor of about ten. Set lowi.currentResolution in the exporter as on the ' +
    "LOWI's own web page. Empty when all agree, as expected.",
  unit: 'none',
  size: [12, 7],
  queries: [
    rows(
      `sum by (ident, name, channel) (${named(`(lowi_current_resolution_suspect{${FLEET}} == 1)`, FLEET)})`,
    ),
  ],
  noValue: 'All channels agree',
  columns: [
    { field: 'ident', title: 'Device', unit: 'string' },
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string' },
  ],
  hidden: ['Value'],
});

/** Quality of the readings. */
export const MEASURING: Section = { title: 'Measuring', panels: [incomplete, resolution] };
