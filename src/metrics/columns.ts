import { SLOTS } from '../lowi/fields.ts';
import { CHANNEL_FAMILIES, type Series } from './channel-metrics.ts';

/** Where a series with static labels has its sample in a channel's row of samples. */
export interface Column {
  place: number;
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
  /** The place of its family in the page's order. */
  family: number;
}

const ALL: readonly (Series & Pick<Column, 'family'>)[] = CHANNEL_FAMILIES.flatMap((one, family) =>
  'series' in one ? one.series.map((series) => ({ ...series, family })) : [],
);

/** A row begins with the field table's slots in their order, as a channel's own row of numbers does. */
export const SLOT_COLUMNS: readonly Column[] = ALL.flatMap((series) =>
  'slot' in series ? [{ ...series, place: series.slot }] : [],
).sort((a, b) => a.place - b.place);

/** Then come the figures of the meter's demand, empty for other channels. */
export const FIGURE_COLUMNS = ALL.flatMap((series) => ('figure' in series ? [series] : [])).map(
  (series, i) => ({ ...series, place: SLOTS.length + i }),
);

/** Last come the samples that are read from the channel. */
export const READ_COLUMNS = ALL.flatMap((series) => ('read' in series ? [series] : [])).map((series, i) => ({
  ...series,
  place: SLOTS.length + FIGURE_COLUMNS.length + i,
}));

const COLUMNS: readonly Column[] = [...SLOT_COLUMNS, ...FIGURE_COLUMNS, ...READ_COLUMNS];

/** Samples per row. */
export const ROW_WIDTH = COLUMNS.length;

/** The columns of each family, in the family's order. */
export const FAMILY_COLUMNS: readonly Column[][] = CHANNEL_FAMILIES.map((_, place) =>
  COLUMNS.filter(({ family }) => family === place),
);
