import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { CHANNELS, named } from '../promql.ts';

/**
 * The power of the channels in two queries, so that what the sun makes has the sun's colour: `power` reads the gauge, `order`
 * sorts the outcome.
 */
export const sunAndRest = (power: string, order = (expr: string) => expr): [sun: string, rest: string] => [
  order(named(power, CHANNELS, 'role="production"')),
  order(named(power, CHANNELS, 'role!="production"')),
];

/** For the first of the two queries. */
export const SUN_COLOR = [colored(COLOR.solar)];
