import { COLOR } from '../palette.ts';
import { located, METER_CHANNEL } from '../promql.ts';
import { rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { JOB } from './rules.ts';

const METERS = `${JOB},channel="${METER_CHANNEL}"`;
const AGE = `(time() - lowi_last_publish_timestamp_seconds{${METERS}})`;
const MISSED = `round(increase(lowi_incomplete_quarters_total{${METERS}}[24h]))`;
const UP = `lowi_channel_up{${METERS}}`;

const worstTen = (order: string) => (expr: string) =>
  rows(`sum by (device, ident) (${located(`(${expr} and topk(10, ${order}))`, METERS)})`);
const decimals = { id: 'decimals', value: 0 };
const WHO = [
  { field: 'device', title: 'LOWI', unit: 'string' },
  { field: 'ident', title: 'Ident', unit: 'string' },
];
const STATES = {
  id: 'mappings',
  value: [
    {
      type: 'value',
      options: {
        0: { text: 'stale', color: COLOR.bad, index: 0 },
        1: { text: 'fresh', color: COLOR.good, index: 1 },
      },
    },
  ],
};
const NO_LOWI = 'no LOWI known, or no exporter answers';

const silent = worstTen(AGE);
const longest = table({
  title: 'Silent for the longest',
  description:
    'The ten meters whose last publish is the oldest, stale or not. Empty while no exporter answers.',
  unit: 's',
  size: [12, 9],
  queries: [silent(UP), silent(AGE)],
  noValue: NO_LOWI,
  columns: [
    ...WHO,
    { field: 'Value #A', title: 'State', unit: 'none', properties: [STATES] },
    { field: 'Value #B', title: 'Silent for', properties: [decimals] },
  ],
  largestFirst: 'Silent for',
});

const incomplete = worstTen(MISSED);
const missed = table({
  title: 'Most incomplete quarters',
  description:
    'The ten meters with the most incomplete quarters in the last 24 hours: their demand is missing in the sums. Empty while no exporter answers.',
  unit: 'none',
  size: [12, 9],
  queries: [incomplete(UP), incomplete(MISSED)],
  noValue: NO_LOWI,
  columns: [
    ...WHO,
    { field: 'Value #A', title: 'State', properties: [STATES] },
    { field: 'Value #B', title: 'Incomplete quarters', properties: [decimals] },
  ],
  largestFirst: 'Incomplete quarters',
});

/** The LOWIs that need attention. */
export const WORST: Section = { title: 'Worst ten', panels: [longest, missed] };
