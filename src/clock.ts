export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;

/** A point in time by two clocks, in seconds. */
export interface Moment {
  /** Unix time, as shown to people and Prometheus. It jumps when the machine's clock is set. */
  unix: number;
  /** The monotonic clock never jumps: ages and intervals are measured on it. Its zero is arbitrary. */
  monotonic: number;
}

/** Returns the current moment. Passed in, so that replayed messages can set the time. */
export type Clock = () => Moment;

/** The machine's clocks. */
export function systemClock(): Moment {
  return { unix: Date.now() / 1000, monotonic: performance.now() / 1000 };
}
