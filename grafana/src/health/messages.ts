import { bars, lines } from '../graph.ts';
import { gained, located, locatedDuring } from '../promql.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { DAY_BY_HOUR } from '../span.ts';
import { FLEET, JOB, NOT_SCRAPED } from './selectors.ts';

const publishes = lines({
  title: 'Publishes per minute',
  description:
    'Accepted publishes of each device: 6 per minute and channel in flash mode, otherwise 1. Mean over 5 minutes. Empty where the exporter was down.',
  unit: 'none',
  size: [8, 8],
  noValue: NOT_SCRAPED,
  queries: [
    over(
      `60 * sum by (device) (${located(`rate(lowi_publishes_total{${FLEET}}[5m])`, FLEET)})`,
      '{{device}}',
    ),
  ],
});

const rejected = bars({
  title: 'Rejected by reason',
  description:
    'In each hour of the last 24: rejected messages, and rejected fields of accepted messages. Retained messages are rejected on purpose. ' +
    'No bars when nothing was rejected, as expected.',
  unit: 'none',
  size: [8, 8],
  queries: [
    over(`sum by (reason) (${gained(`lowi_rejected_messages_total{${JOB}}`, '1h')})`, '{{reason}}'),
    over(
      `sum by (field, reason) (${gained(`lowi_rejected_fields_total{${FLEET}}`, '1h')})`,
      '{{field}} {{reason}}',
    ),
  ],
  decimals: 0,
  stacked: true,
  span: DAY_BY_HOUR,
  noValue: NOT_SCRAPED,
}).axisSoftMax(5);

const withheld = gained(`lowi_reading_anomalies_total{${FLEET}}`, '1h');

const anomalies = bars({
  title: 'Readings withheld',
  description:
    'In each hour of the last 24: counter readings withheld because they fell, or rose by more than a house can use. No bars when none was withheld, as expected.',
  unit: 'none',
  size: [8, 8],
  queries: [
    over(locatedDuring(`(${withheld} > 0)`, '1h', FLEET), '{{device}} {{name}} {{kind}}'),
    over(`sum(${withheld}) == 0`, 'none'),
  ],
  decimals: 0,
  stacked: true,
  span: DAY_BY_HOUR,
  noValue: NOT_SCRAPED,
}).axisSoftMax(5);

/** Accepted and rejected messages. */
export const MESSAGES: Section = { title: 'Messages', panels: [publishes, rejected, anomalies] };
