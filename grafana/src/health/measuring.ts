import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { bars } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { gained, located, locatedDuring } from '../promql.ts';
import { now, over } from '../query.ts';
import type { Section } from '../shell.ts';
import { DAY_BY_HOUR } from '../span.ts';
import { stat } from '../stat.ts';
import { FLEET, NOT_SCRAPED } from './selectors.ts';

const excluded = gained(`lowi_incomplete_quarters_total{${FLEET}}`, '1h');

const incomplete = bars({
  title: 'Incomplete quarters',
  description:
    'In each hour of the last 24: quarters excluded from the peak, because readings were missing around their boundary, the exporter restarted ' +
    'without a state file, or a counter reading was withheld. No bars when every quarter was complete, as expected.',
  unit: 'none',
  size: [12, 6],
  queries: [
    over(locatedDuring(`(${excluded} > 0)`, '1h', FLEET), '{{device}}'),
    over(`sum(${excluded}) == 0`, 'none'),
  ],
  decimals: 0,
  noValue: NOT_SCRAPED,
  stacked: true,
  span: DAY_BY_HOUR,
}).axisSoftMax(5);

const SUSPECT = `lowi_current_resolution_suspect{${FLEET}}`;

const resolution = stat({
  title: 'Suspect resolution of the current',
  description:
    'Channels whose voltage × current differs from the power by a factor of about ten. Set lowi.currentResolution in the exporter as on the ' +
    "LOWI's own web page. Unknown until a channel with voltage and current has used more than 200 W.",
  unit: 'none',
  size: [12, 6],
  queries: [
    now(located(`(${SUSPECT} == 1)`, FLEET), '{{device}} {{name}}'),
    now(`max(${SUSPECT}) == 0`, 'All agree'),
  ],
  noValue: 'unknown: no fresh channel has shown it yet',
  color: steps(COLOR.good, [1, COLOR.late]),
}).textMode(BigValueTextMode.Name);

/** Quality of the readings. */
export const MEASURING: Section = { title: 'Measuring', panels: [incomplete, resolution] };
