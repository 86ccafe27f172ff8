/** Steps of W, m³ and euros: what interpolation and division give beyond a millionth is noise. */
export const MILLIONTHS = 1e6;
/** Steps of Wh, and of seconds. */
export const THOUSANDTHS = 1e3;

/** Rounds to a number of steps per unit; never -0. */
export function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps + 0; // -0 + 0 is 0
}

/** Rounds to a number of steps; undefined if unknown. */
export function tidy(value: number, steps: number): number | undefined {
  return Number.isNaN(value) ? undefined : rounded(value, steps);
}
