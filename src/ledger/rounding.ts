/** Steps of W, Wh, m³ and euros: what interpolation and division give beyond a millionth is noise. */
export const MILLIONTHS = 1e6;

/** Rounds to a number of steps per unit; never -0. */
export function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps + 0; // -0 + 0 is 0
}
