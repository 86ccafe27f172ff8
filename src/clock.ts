export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;

/** A point in time by two clocks, in seconds. */
export interface Moment {
  /** Unix time: what people and Prometheus read. It may jump when the machine's clock is set. */
  unix: number;
  /** Never jumps: ages and intervals are measured on it. Its zero is arbitrary. */
  monotonic: number;
}

/** Tells the moment; passed in, so that captured messages can bring their own. */
export type Clock = () => Moment;

/** The machine's clocks. */
export function systemClock(): Moment {
  return { unix: Date.now() / 1000, monotonic: performance.now() / 1000 };
}
