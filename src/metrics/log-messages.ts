import type { OwnMetric } from './own-metrics.ts';

const LEVELS = ['warn', 'error'] as const;

/** The lines that were logged, by level. */
export function logMetrics(counts: Readonly<Record<(typeof LEVELS)[number], number>>): OwnMetric[] {
  return [
    {
      name: 'lowi_log_messages_total',
      type: 'counter',
      help: 'Lines logged at level warn or error.',
      labelNames: ['level'],
      read: () => LEVELS.map((level) => ({ labels: { level }, value: counts[level] })),
    },
  ];
}
