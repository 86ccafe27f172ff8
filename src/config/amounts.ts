import * as v from 'valibot';
import { expected } from '../validation/structured.ts';

/** A larger amount can only be an error, and sums of such may become infinite. */
const LARGEST = 1e6;

function amount(what: string, lowest: number) {
  return v.pipe(
    v.number(expected(what)),
    v.check((value) => Number.isFinite(value) && value >= lowest, expected(what)),
    v.check((value) => !Number.isFinite(value) || value <= LARGEST, expected(`${what}, at most ${LARGEST}`)),
  );
}

/** Euros per unit. A price may be below 0: on sunny days, export to the grid can cost money. */
export const EURO = amount('a number of euros', -LARGEST);
/** Euros for a service, which are never below 0. */
export const POSITIVE_EURO = amount('a number of euros, 0 or more', 0);
export const KILOWATT = amount('a number of kW, 0 or more', 0);
export const FACTOR = amount('a number', -LARGEST);
