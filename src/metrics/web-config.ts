import type { OwnMetric } from './own-metrics.ts';

/** How the last reload of the web configuration went. */
export interface WebConfigStatus {
  successful: boolean;
  /** Unix seconds of the last success; the start is one. */
  succeededAt: number;
}

/** The metrics of the web configuration, named as Prometheus names its own. */
export function webConfigMetrics(status: () => WebConfigStatus | undefined): OwnMetric[] {
  return [
    {
      name: 'lowi_web_config_last_reload_successful',
      type: 'gauge',
      help: '1 if the last reload of the web configuration succeeded, 0 if the one before it stays in force.',
      read() {
        const last = status();
        return last && (last.successful ? 1 : 0);
      },
    },
    {
      name: 'lowi_web_config_last_reload_success_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time of the last successful reload of the web configuration.',
      read: () => status()?.succeededAt,
    },
  ];
}
