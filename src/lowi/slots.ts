import { type FieldSpec, METRICS, type Metric } from './fields.ts';

/** A field's place in a reading's row of numbers. */
export interface Slot extends FieldSpec {
  index: number;
  field: string;
  metric: Metric;
}

/** The table's fields numbered in its order. */
export const SLOTS: readonly Slot[] = METRICS.flatMap((metric) =>
  Object.entries(metric.fields).map(([field, spec]) => ({ ...spec, field, metric })),
).map((slot, index) => ({ ...slot, index }));

const BY_FIELD = new Map(SLOTS.map((slot) => [slot.field, slot]));

/** The slot of a payload's field; undefined if the table does not name it. */
export function slotOf(field: string): Slot | undefined {
  return BY_FIELD.get(field);
}
