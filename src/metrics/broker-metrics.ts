import { DENIAL_REASONS } from '../sources/denial.ts';
import type { BrokerCounts } from '../sources/source.ts';
import { byReason, type OwnMetric } from './own-metrics.ts';

/** The metrics of the embedded broker; none with an external one. */
export function brokerMetrics(broker: BrokerCounts | undefined): OwnMetric[] {
  if (!broker) return [];
  return [
    {
      name: 'lowi_broker_clients',
      type: 'gauge',
      help: 'Clients connected to the embedded broker.',
      read: () => broker.clients(),
    },
    {
      name: 'lowi_broker_denied_clients_total',
      type: 'counter',
      help: 'Clients that the embedded broker denied, by reason.',
      labelNames: ['reason'],
      read: () => byReason(DENIAL_REASONS, broker.denied()),
    },
    {
      name: 'lowi_unmatched_publishes_total',
      type: 'counter',
      help: 'Publishes to the embedded broker outside mqtt.topics.',
      read: () => broker.unmatched(),
    },
  ];
}
