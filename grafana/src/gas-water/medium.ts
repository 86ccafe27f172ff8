/** Gas or water: a counter in cubic meters, shown in a convenient unit. */
export interface Medium {
  title: string;
  /** The label `item` of its cost, and of its series of a period. */
  item: 'gas' | 'water';
  /** Why its panels may be empty, for their descriptions. */
  absent: string;
  counter: string;
  color: string;
  /** The unit of small amounts, and how many make a cubic meter. */
  unit: string;
  perCubicMeter: number;
  /** The energy of a cubic meter in kWh, if it has any. */
  energy?: string;
  /** What it means if the flow never stops. */
  still: string;
}

/** Cubic meters in the medium's unit. */
export const amount = (medium: Medium, expr: string) =>
  medium.perCubicMeter === 1 ? expr : `${medium.perCubicMeter} * ${expr}`;
