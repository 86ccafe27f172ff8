import { COLOR } from '../palette.ts';
import { located } from '../promql.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { timeline } from '../timeline.ts';
import { RUNBOOK_LINK } from './runbooks.ts';
import { FLEET, NOT_SCRAPED } from './selectors.ts';

const LAST = `lowi_last_publish_timestamp_seconds{${FLEET}}`;
/** A channel with one publish has no known interval yet; the exporter then assumes 60 s. */
const PUBLISH_INTERVALS = `(lowi_publish_interval_seconds{${FLEET}} or 0 * ${LAST} + 60)`;

/**
 * 0 on time, 1 late by half a publish interval or more, 2 stale according to the exporter. The age is taken at the scrape: later, a channel
 * in flash mode would seem late whenever Prometheus scrapes shortly before a publish.
 */
const state = `(timestamp(${LAST}) - ${LAST} > bool 1.5 * ${PUBLISH_INTERVALS}) + (lowi_channel_up{${FLEET}} == bool 0)`;

/** Prometheus sorts series by the values of their labels, in the order of the labels' names: device, name, place. */
const byDevice = `max by (device, name, place) (label_replace(${located(`(${state})`, FLEET)}, "place", "$1", "channel", "(.+)"))`;

const freshness = timeline({
  title: 'Age of each channel against its publish interval',
  description:
    'On time; late after one and a half publish intervals; stale after three. By LOWI, then by name. Empty where the exporter was down. Choose ' +
    'a device above if there are many.',
  unit: 'none',
  size: [24, 10],
  noValue: NOT_SCRAPED,
  queries: [over(byDevice, '{{device}} {{name}}')],
  states: { 0: ['On time', COLOR.good], 1: ['Late', COLOR.late], 2: ['Stale', COLOR.bad] },
});

const AGE = `time() - ${LAST}`;
const ofOldest = (expr: string) =>
  rows(`sum by (device, ident, name, channel) (${located(`(${expr} and topk(10, ${AGE}))`, FLEET)})`);
const seconds = { id: 'decimals', value: 0 };

const oldest = table({
  title: 'Oldest publishes',
  description:
    'The ten channels that have been silent for the longest, stale or not, with their publish interval. Empty while the exporter is down.',
  unit: 'none',
  size: [24, 8],
  queries: [
    ofOldest(AGE),
    ofOldest(`lowi_publish_interval_seconds{${FLEET}}`),
    ofOldest(`lowi_channel_up{${FLEET}}`),
  ],
  noValue: 'no channel known, or the exporter does not answer',
  columns: [
    { field: 'device', title: 'Device', unit: 'string' },
    { field: 'ident', title: 'Ident', unit: 'string' },
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string' },
    { field: 'Value #C', title: 'State', properties: [{ id: 'mappings', value: freshOrStale() }] },
    { field: 'Value #A', title: 'Silent for', unit: 's', properties: [seconds] },
    {
      field: 'Value #B',
      title: 'Publish interval',
      unit: 's',
      properties: [seconds, { id: 'noValue', value: 'not yet known' }],
    },
  ],
  largestFirst: 'Silent for',
});

function freshOrStale() {
  const options = {
    0: { text: 'stale', color: COLOR.bad, index: 0 },
    1: { text: 'fresh', color: COLOR.good, index: 1 },
  };
  return [{ type: 'value', options }];
}

const FIRING =
  'ALERTS_FOR_STATE{alertname=~"Lowi.+"} and ignoring (alertstate) ALERTS{alertname=~"Lowi.+",alertstate="firing"}';
/** Rules that are loaded record this series for each channel. */
const LOADED = 'count(ident_channel:lowi_channel_info:max2m)';
const NONE = `label_replace(0 * ${LOADED}, "alertname", "none is firing", "", "") unless on () (${FIRING})`;
const since = `1000 * max by (severity, alertname, device, ident, name, channel, runbook) (label_replace(${FIRING}, "runbook", "$1", "alertname", "(.+)"))`;

const alerts = table({
  title: 'Alerts',
  description:
    'Firing alerts of the LOWI rules, since when, and what to do. Empty where Prometheus has not loaded these rules, or knows no channel yet.',
  unit: 'string',
  size: [24, 4],
  queries: [rows(`${since} or ${NONE}`)],
  noValue: 'no alert rules loaded: see docs/alerting.md',
  columns: [
    { field: 'severity', title: 'Severity' },
    { field: 'alertname', title: 'Alert' },
    { field: 'device', title: 'Device' },
    { field: 'ident', title: 'Ident' },
    { field: 'name', title: 'Name' },
    { field: 'channel', title: 'Channel' },
    {
      field: 'Value',
      title: 'Since',
      unit: 'time:D/M HH:mm',
      properties: [{ id: 'mappings', value: [{ type: 'value', options: { 0: { text: '–', index: 0 } } }] }],
    },
    { field: 'runbook', title: 'What to do', properties: RUNBOOK_LINK },
  ],
  largestFirst: 'Since',
});

/** Which channels publish, and which do not. */
export const DEVICES: Section = { title: 'Devices', panels: [alerts, freshness, oldest] };
