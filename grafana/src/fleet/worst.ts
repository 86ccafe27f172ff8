import { COLOR } from '../palette.ts';
import type { AnyPanel } from '../panel.ts';
import { located, METER_CHANNEL } from '../promql.ts';
import { rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { JOB } from './rules.ts';

const METERS = `${JOB},channel="${METER_CHANNEL}"`;
const AGE = `(time() - lowi_last_publish_timestamp_seconds{${METERS}})`;
const MISSED = `round(increase(lowi_incomplete_quarters_total{${METERS}}[24h]))`;
const UP = `lowi_channel_up{${METERS}}`;

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

/** The ten meters with the most of something, with their state. */
function worstTen(
  title: string,
  description: string,
  expr: string,
  shown: { title: string; unit?: string },
): AnyPanel {
  const most = (one: string) =>
    rows(`sum by (device, ident) (${located(`(${one} and topk(10, ${expr}))`, METERS)})`);
  return table({
    title,
    description: `${description} Empty while no exporter answers.`,
    unit: 'none',
    size: [12, 9],
    queries: [most(UP), most(expr)],
    noValue: 'no LOWI known, or no exporter answers',
    columns: [
      { field: 'device', title: 'LOWI', unit: 'string' },
      { field: 'ident', title: 'Ident', unit: 'string' },
      { field: 'Value #A', title: 'State', properties: [STATES] },
      { field: 'Value #B', ...shown, properties: [{ id: 'decimals', value: 0 }] },
    ],
    largestFirst: shown.title,
  });
}

const longest = worstTen(
  'Silent for the longest',
  'The ten meters whose last publish is the oldest, stale or not.',
  AGE,
  { title: 'Silent for', unit: 's' },
);
const missed = worstTen(
  'Most incomplete quarters',
  'The ten meters with the most incomplete quarters in the last 24 hours: their demand is missing in the sums.',
  MISSED,
  { title: 'Incomplete quarters' },
);

/** The LOWIs that need attention. */
export const WORST: Section = { title: 'Worst ten', panels: [longest, missed] };
