import type { Certificate } from '../sources/certificate.ts';
import type { OwnMetric } from './own-metrics.ts';

/** The end of each certificate in use. */
export function certificateMetrics(certificates: () => readonly Certificate[]): OwnMetric[] {
  return [
    {
      name: 'lowi_tls_certificate_not_after_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time at which a certificate in use ends: http, broker, mqtt_client, mqtt_server (what the broker showed last).',
      labelNames: ['use'],
      read: () => certificates().map(({ use, notAfter }) => ({ labels: { use }, value: notAfter })),
    },
  ];
}
