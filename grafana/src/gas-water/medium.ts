/** Gas or water: a counter in cubic metres, shown in the unit that people think in. */
export interface Medium {
  title: string;
  /** Why all of it may be empty, in its descriptions. */
  absent: string;
  counter: string;
  color: string;
  /** The unit of small amounts, and how many of it make a cubic metre. */
  unit: string;
  perCubicMeter: number;
  /** What a flow that never stops means. */
  still: string;
}

/** Cubic metres in the medium's unit. */
export const amount = (medium: Medium, expr: string) =>
  medium.perCubicMeter === 1 ? expr : `${medium.perCubicMeter} * ${expr}`;
