/** Length in seconds of a clock quarter, over which a meter averages demand. */
export const QUARTER_SECONDS = 900;

/** Numbers the clock quarter of a Unix second; zones are whole quarters apart, so it is the local one too. */
export function quarterAt(unix: number): number {
  return Math.floor(unix / QUARTER_SECONDS);
}
