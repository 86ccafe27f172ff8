import { COLOR } from '../palette.ts';
import { named } from '../promql.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { timeline } from '../timeline.ts';
import { FLEET } from './selectors.ts';

const LAST = `lowi_last_publish_timestamp_seconds{${FLEET}}`;
/** A channel with one publish has no known interval yet; the exporter then assumes 60 s. */
const PUBLISH_INTERVALS = `(lowi_publish_interval_seconds{${FLEET}} or 0 * ${LAST} + 60)`;

/**
 * 0 on time, 1 late by half a publish interval or more, 2 stale according to the exporter. The age is taken at the scrape: later, a channel
 * in flash mode would seem late whenever Prometheus scrapes shortly before a publish.
 */
const state = `(timestamp(${LAST}) - ${LAST} > bool 1.5 * ${PUBLISH_INTERVALS}) + (lowi_channel_up{${FLEET}} == bool 0)`;

const freshness = timeline({
  title: 'Age of each channel against its publish interval',
  description:
    'On time; late after one and a half publish intervals; stale after three. Empty where the exporter was down. Choose a device above ' +
    'if there are many.',
  unit: 'none',
  size: [24, 10],
  queries: [over(named(`(${state})`, FLEET), '{{ident}} {{name}}')],
  states: { 0: ['On time', COLOR.good], 1: ['Late', COLOR.late], 2: ['Stale', COLOR.bad] },
});

const stale = (expr: string) =>
  rows(`sum by (ident, name, channel) (${named(`(${expr} and lowi_channel_up == 0)`)})`);

const longestStale = table({
  title: 'Stale channels, longest first',
  description:
    'Every stale channel of every device, the time since its last publish, and its publish interval. Empty when all are on time, as expected.',
  unit: 'none',
  size: [24, 7],
  queries: [stale('time() - lowi_last_publish_timestamp_seconds'), stale('lowi_publish_interval_seconds')],
  noValue: 'All channels are on time',
  columns: [
    { field: 'ident', title: 'Device', unit: 'string' },
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string' },
    { field: 'Value #A', title: 'Stale for', unit: 's' },
    { field: 'Value #B', title: 'Publish interval', unit: 's' },
  ],
  largestFirst: 'Stale for',
});

const alerts = table({
  title: 'Firing alerts',
  description:
    'Firing alerts of the LOWI rules. Empty when there are none, and where Prometheus has not loaded these rules.',
  unit: 'string',
  size: [24, 7],
  queries: [
    rows('max by (severity, alertname, ident, channel) (ALERTS{alertname=~"Lowi.+",alertstate="firing"})'),
  ],
  noValue: 'No firing alerts',
  columns: [
    { field: 'severity', title: 'Severity' },
    { field: 'alertname', title: 'Alert' },
    { field: 'ident', title: 'Device' },
    { field: 'channel', title: 'Channel' },
  ],
  hidden: ['Value'],
});

/** Which channels publish, and which do not. */
export const DEVICES: Section = { title: 'Devices', panels: [freshness, longestStale, alerts] };
