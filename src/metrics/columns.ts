import { SLOTS } from '../lowi/fields.ts';
import { CHANNEL_FAMILIES } from './channel-families.ts';
import type { Series } from './families.ts';

/** Where a fixed series stands in a channel's row of samples. */
export interface Column {
  place: number;
  tail: Uint8Array;
  /** The place of its family in the page's order. */
  family: number;
}

const ALL: readonly (Series & Pick<Column, 'family'>)[] = CHANNEL_FAMILIES.flatMap((one, family) =>
  'series' in one ? one.series.map((series) => ({ ...series, family })) : [],
);

/** A row begins with the slots, in their order: its beginning is what the channel's values are. */
export const SLOT_COLUMNS: readonly Column[] = ALL.flatMap((series) =>
  'slot' in series ? [{ ...series, place: series.slot }] : [],
).sort((a, b) => a.place - b.place);

/** Then come figures of the meter's demand, which other channels have none of. */
export const FIGURE_COLUMNS = ALL.flatMap((series) => ('figure' in series ? [series] : [])).map(
  (series, i) => ({ ...series, place: SLOTS.length + i }),
);

/** Then what is read off a channel otherwise. */
export const READ_COLUMNS = ALL.flatMap((series) => ('read' in series ? [series] : [])).map((series, i) => ({
  ...series,
  place: SLOTS.length + FIGURE_COLUMNS.length + i,
}));

const COLUMNS: readonly Column[] = [...SLOT_COLUMNS, ...FIGURE_COLUMNS, ...READ_COLUMNS];

/** How many samples make a row. */
export const ROW_WIDTH = COLUMNS.length;

/** The columns of each family, in its order. */
export const FAMILY_COLUMNS: readonly Column[][] = CHANNEL_FAMILIES.map((_, place) =>
  COLUMNS.filter(({ family }) => family === place),
);
