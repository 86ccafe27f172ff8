import { barGauge } from '../bar-gauge.ts';
import { CHANNELS } from '../promql.ts';
import { now } from '../query.ts';
import { PRODUCTION_COLOR, productionAndRest } from './power.ts';

const QUERIES = productionAndRest(`lowi_power_watts{${CHANNELS}}`, (expr) => `sort_desc(${expr})`).map(
  (expr) => now(expr, '{{name}}'),
);

/** Each channel's power as a bar, largest first. */
export const power = barGauge({
  title: 'Now',
  description:
    'Power of each channel: first those with the role production, then the rest, each from the largest. Stale channels are missing, and so is the meter. ' +
    'Empty in a house where the LOWI has only the meter.',
  unit: 'watt',
  size: [12, 10],
  queries: QUERIES,
  noValue: 'no fresh channel besides the meter',
}).overrideByQuery('A', PRODUCTION_COLOR);
