import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { CHANNELS, named } from '../promql.ts';

/**
 * The power of the channels in two queries, so that production has its own color: `power` reads the gauge, `order` sorts the result.
 */
export const productionAndRest = (
  power: string,
  order = (expr: string) => expr,
): [production: string, rest: string] => [
  order(named(power, CHANNELS, 'role="production"')),
  order(named(power, CHANNELS, 'role!="production"')),
];

/** For the first of the two queries. */
export const PRODUCTION_COLOR = [colored(COLOR.solar)];
