import { bars, lines } from '../graph.ts';
import { gained, named } from '../promql.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { FLEET, JOB } from './selectors.ts';

const publishes = lines({
  title: 'Publishes a minute',
  description:
    'Readings taken in, of each device: 6 a minute for a channel in flash mode, 1 otherwise. Counted over 5 minutes. Empty where the exporter was down.',
  unit: 'none',
  size: [8, 8],
  queries: [over(`60 * sum by (ident) (rate(lowi_publishes_total{${FLEET}}[5m]))`, '{{ident}}')],
});

const rejected = bars({
  title: 'Rejected by reason',
  description:
    'In each hour: messages that were no readings, and fields of readings that were no proper values. A message that the broker had retained is refused on purpose. ' +
    'No bars when nothing was refused, as it should be.',
  unit: 'none',
  size: [8, 8],
  queries: [
    over(`sum by (reason) (${gained(`lowi_rejected_messages_total{${JOB}}`, '$__interval')})`, '{{reason}}'),
    over(
      `sum by (field, reason) (${gained(`lowi_rejected_fields_total{${FLEET}}`, '$__interval')})`,
      '{{field}} {{reason}}',
    ),
  ],
  decimals: 0,
  stacked: true,
}).interval('1h');

const anomalies = bars({
  title: 'Readings withheld',
  description:
    'In each hour: counter readings that fell or jumped beyond what a house can use, and so were withheld. No bars when none was, as it should be.',
  unit: 'none',
  size: [8, 8],
  queries: [
    over(
      named(`(${gained(`lowi_reading_anomalies_total{${FLEET}}`, '$__interval')} > 0)`, FLEET),
      '{{ident}} {{name}} {{kind}}',
    ),
  ],
  decimals: 0,
  noValue: 'none',
  stacked: true,
}).interval('1h');

/** What came in, and what was kept out. */
export const MESSAGES: Section = { title: 'Messages', panels: [publishes, rejected, anomalies] };
