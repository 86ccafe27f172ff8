import { bars, lines } from '../graph.ts';
import { gained, named } from '../promql.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { FLEET, JOB } from './selectors.ts';

const publishes = lines({
  title: 'Publishes per minute',
  description:
    'Accepted publishes of each device: 6 per minute and channel in flash mode, otherwise 1. Mean over 5 minutes. Empty where the exporter was down.',
  unit: 'none',
  size: [8, 8],
  queries: [over(`60 * sum by (ident) (rate(lowi_publishes_total{${FLEET}}[5m]))`, '{{ident}}')],
});

const rejected = bars({
  title: 'Rejected by reason',
  description:
    'In each hour: rejected messages, and rejected fields of accepted messages. Retained messages are rejected on purpose. ' +
    'No bars when nothing was rejected, as expected.',
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
    'In each hour: counter readings withheld because they fell, or rose by more than a house can use. No bars when none was withheld, as expected.',
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

/** Accepted and rejected messages. */
export const MESSAGES: Section = { title: 'Messages', panels: [publishes, rejected, anomalies] };
