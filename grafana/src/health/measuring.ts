import { bars } from '../graph.ts';
import { gained, named } from '../promql.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { FLEET } from './selectors.ts';

const incomplete = bars({
  title: 'Quarters left out',
  description:
    'In each hour: quarters of an hour that say nothing about demand, since readings were missing around their boundary, the exporter restarted without a state file, or a ' +
    'counter reading was held back. No bars when every quarter was complete, as it should be.',
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
  title: 'Current ten times off',
  description:
    'Channels of which voltage × current does not come near the power, but would with the other resolution: set lowi.currentResolution in the exporter to what the ' +
    "LOWI's own web page says. Empty when all agree, as they should.",
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

/** Whether what is measured can be believed. */
export const MEASURING: Section = { title: 'Measuring', panels: [incomplete, resolution] };
