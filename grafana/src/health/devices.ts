import { COLOR } from '../palette.ts';
import { named } from '../promql.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { timeline } from '../timeline.ts';
import { FLEET } from './selectors.ts';

const LAST = `lowi_last_publish_timestamp_seconds{${FLEET}}`;
/** A channel that spoke once only has no cadence yet: 60 s, as the exporter takes it. */
const PUBLISH_INTERVALS = `(lowi_publish_interval_seconds{${FLEET}} or 0 * ${LAST} + 60)`;

/**
 * 0 on time, 1 late by half a cadence or more, 2 silent in the exporter's own judgement. The age is that at the scrape: by now a channel
 * in flash mode would look late whenever Prometheus asks shortly before it publishes.
 */
const state = `(timestamp(${LAST}) - ${LAST} > bool 1.5 * ${PUBLISH_INTERVALS}) + (lowi_channel_up{${FLEET}} == bool 0)`;

const freshness = timeline({
  title: 'Age of each channel against its cadence',
  description:
    'On time; late, when more than one and a half of its own intervals passed; silent, when three did. Empty where the exporter was down. Choose a device above ' +
    'if there are many.',
  unit: 'none',
  size: [24, 10],
  queries: [over(named(`(${state})`, FLEET), '{{ident}} {{name}}')],
  states: { 0: ['On time', COLOR.good], 1: ['Late', COLOR.late], 2: ['Silent', COLOR.bad] },
});

const silent = (expr: string) =>
  rows(`sum by (ident, name, channel) (${named(`(${expr} and lowi_channel_up == 0)`)})`);

const stale = table({
  title: 'Silent channels, longest first',
  description:
    'Every channel of every device that is silent now, for how long, and how often it used to speak. Empty when all are on time, as they should be.',
  unit: 'none',
  size: [24, 7],
  queries: [silent('time() - lowi_last_publish_timestamp_seconds'), silent('lowi_publish_interval_seconds')],
  noValue: 'All channels are on time',
  columns: [
    { field: 'ident', title: 'Device', unit: 'string' },
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string' },
    { field: 'Value #A', title: 'Silent for', unit: 's' },
    { field: 'Value #B', title: 'Cadence', unit: 's' },
  ],
  largestFirst: 'Silent for',
});

const alerts = table({
  title: 'Firing alerts',
  description:
    'Alerts of the LOWI rules that fire now. Empty when none does, and where Prometheus has not loaded these rules.',
  unit: 'string',
  size: [24, 7],
  queries: [
    rows('max by (severity, alertname, ident, channel) (ALERTS{alertname=~"Lowi.+",alertstate="firing"})'),
  ],
  noValue: 'No alert fires',
  columns: [
    { field: 'severity', title: 'Severity' },
    { field: 'alertname', title: 'Alert' },
    { field: 'ident', title: 'Device' },
    { field: 'channel', title: 'Channel' },
  ],
  hidden: ['Value'],
});

/** Who speaks, and who does not. */
export const DEVICES: Section = { title: 'Devices', panels: [freshness, stale, alerts] };
