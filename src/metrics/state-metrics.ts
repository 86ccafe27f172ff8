import type { OwnMetric } from './own-metrics.ts';

/** What the exporter knows of its state file. */
export interface StateFacts {
  readonly saveFailures: number;
  /** Unix time; undefined before the first save since the start. */
  readonly lastSave: number | undefined;
}

/** The metrics of the state file; none where there is none. */
export function stateMetrics(state: StateFacts | undefined): OwnMetric[] {
  if (!state) return [];
  return [
    {
      name: 'lowi_state_save_failures_total',
      type: 'counter',
      help: 'Failures to save the state file.',
      read: () => state.saveFailures,
    },
    {
      name: 'lowi_state_last_save_timestamp_seconds',
      type: 'gauge',
      help: 'When the state file was last saved; absent before the first save since the start.',
      read: () => state.lastSave,
    },
  ];
}
