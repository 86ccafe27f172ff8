import { COLOR } from '../palette.ts';
import { dashboard } from '../shell.ts';
import { datasource, fleet, job } from '../variables.ts';
import { DEVICES } from './devices.ts';
import { FAILURES } from './failures.ts';
import { MEASURING } from './measuring.ts';
import { MESSAGES } from './messages.ts';
import { NOW } from './now.ts';
import { PROCESS } from './process.ts';
import { JOB } from './selectors.ts';

/** For troubleshooting: why is a number missing? */
export const health = dashboard({
  uid: 'lowi-exporter-health',
  title: 'Exporter health',
  description: 'Whether the exporter, its broker and every LOWI work.',
  from: 'now-24h',
  variables: [datasource(), job(), fleet()],
  marks: [
    {
      name: 'Exporter down',
      color: COLOR.bad,
      expr: `up{${JOB}} == bool 0`,
      text: 'Prometheus could not reach {{instance}}.',
    },
    {
      name: 'Broker disconnected',
      color: COLOR.late,
      expr: `lowi_mqtt_connected{${JOB}} == bool 0`,
      text: '{{instance}} was not connected to its broker.',
    },
    {
      name: 'Restart',
      color: COLOR.import,
      expr: `time() - process_start_time_seconds{${JOB}} < bool 120`,
      text: '{{instance}} started.',
    },
  ],
  sections: [NOW, DEVICES, MESSAGES, FAILURES, MEASURING, PROCESS],
});
