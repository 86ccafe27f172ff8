import { barGauge } from '../bar-gauge.ts';
import { CHANNELS } from '../promql.ts';
import { now } from '../query.ts';
import { SUN_COLOR, sunAndRest } from './power.ts';

const QUERIES = sunAndRest(`lowi_power_watts{${CHANNELS}}`, (expr) => `sort_desc(${expr})`).map((expr) =>
  now(expr, '{{name}}'),
);

/** Each channel's power as a bar, largest first. */
export const power = barGauge({
  title: 'Now',
  description:
    'Power of each channel: first what has the role production, then the rest, the largest first. A silent channel is missing; a house in which the LOWI has only the meter ' +
    'has none.',
  unit: 'watt',
  size: [12, 10],
  queries: QUERIES,
  noValue: 'no channel',
}).overrideByQuery('A', SUN_COLOR);
