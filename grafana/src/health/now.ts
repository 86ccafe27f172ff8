import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';
import { JOB } from './selectors.ts';

const FINE_AT_0 = steps(COLOR.good, [1, COLOR.bad]);

const up = stat({
  title: 'Exporter',
  description: 'Whether Prometheus reaches every exporter of the job. Empty if Prometheus has no such job.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`min(up{${JOB}})`, 'Exporter')],
  noValue: 'Prometheus has no such job',
  filled: true,
  states: { 0: ['Down', COLOR.bad], 1: ['Up', COLOR.good] },
  color: COLOR.neutral,
});

const connected = stat({
  title: 'Broker',
  description:
    'Whether every exporter is connected to its MQTT broker and subscribed. Unknown while the exporter is down.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`min(lowi_mqtt_connected{${JOB}})`, 'Broker')],
  noValue: 'unknown: not scraped',
  filled: true,
  states: { 0: ['Disconnected', COLOR.bad], 1: ['Connected', COLOR.good] },
  color: COLOR.neutral,
});

const stale = stat({
  title: 'Stale channels',
  description:
    'Channels of any device that missed at least three publishes. The table below names them. Unknown while the exporter is down.',
  unit: 'none',
  size: [8, 3],
  queries: [now('count(lowi_channel_up == 0) or 0 * count(lowi_channel_up)', 'Stale')],
  noValue: 'unknown: not scraped',
  color: FINE_AT_0,
});

const alerts = stat({
  title: 'Firing alerts',
  description:
    'Firing alerts of the LOWI rules. Empty where Prometheus has not loaded these rules, or knows no channel yet.',
  unit: 'none',
  size: [8, 3],
  queries: [
    now(
      'count(ALERTS{alertname=~"Lowi.+",alertstate="firing"}) or 0 * count(ident_channel:lowi_channel_info:max2m)',
      'Firing',
    ),
  ],
  noValue: 'no alert rules loaded',
  color: FINE_AT_0,
});

const rejected = stat({
  title: 'Rejected in 24 h',
  description: 'Messages rejected in the last 24 hours, for any reason. Unknown if the exporter did not run.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`round(sum(increase(lowi_rejected_messages_total{${JOB}}[24h])))`, 'Rejected')],
  noValue: 'unknown: not scraped',
  color: steps(COLOR.good, [1, COLOR.late], [100, COLOR.bad]),
});

const restarts = stat({
  title: 'Restarts in 24 h',
  description: 'Restarts of the exporter in the last 24 hours. Unknown if it did not run.',
  unit: 'none',
  size: [8, 3],
  queries: [now(`sum(changes(process_start_time_seconds{${JOB}}[24h]))`, 'Restarts')],
  noValue: 'unknown: not scraped',
  color: steps(COLOR.good, [1, COLOR.late], [4, COLOR.bad]),
});

/** Current state at a glance. */
export const NOW: Section = { panels: [up, connected, stale, alerts, rejected, restarts] };
