import { SLOTS } from '../lowi/fields.ts';
import { CHANNEL_FAMILIES } from './channel-metrics.ts';
import type { FigureSeries, Read } from './family.ts';

/** Where a series with static labels has its sample in a row of samples. */
export interface Column {
  place: number;
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
  /** The place of its family in the page's order. */
  family: number;
}

const SERIES = CHANNEL_FAMILIES.flatMap((one, family) =>
  'series' in one ? one.series.map((series) => ({ ...series, family })) : [],
);

/** A channel's row begins with the field table's slots in their order, as its own row of numbers does. */
const SLOT_COLUMNS: readonly Column[] = SERIES.flatMap((series) =>
  'slot' in series ? [{ ...series, place: series.slot }] : [],
).sort((a, b) => a.place - b.place);

/** The family of each slot. */
export const SLOT_FAMILIES: readonly number[] = SLOT_COLUMNS.map(({ family }) => family);

/** A sample that is read from the channel. */
export interface ReadColumn extends Column {
  read: Read;
}

/** Then come the samples that are read from the channel. */
export const READ_COLUMNS: readonly ReadColumn[] = SERIES.flatMap((series) =>
  'read' in series ? [series] : [],
).map((series, i) => ({ ...series, place: SLOTS.length + i }));

/** Samples in the row of a channel. */
export const ROW_WIDTH = SLOT_COLUMNS.length + READ_COLUMNS.length;

/** A figure of a meter's ledger. */
export type FigureColumn = Column & FigureSeries;

/** A meter has a second row, for the figures of its ledger. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = CHANNEL_FAMILIES.flatMap((one, family) =>
  'figures' in one ? one.figures.map((figure) => ({ ...figure, family })) : [],
).map((figure, place) => ({ ...figure, place }));

/** Those that each publish may change. */
export const RUNNING_COLUMNS = FIGURE_COLUMNS.filter(({ isRunning }) => isRunning);

/** Samples in the second row of a meter. */
export const FIGURE_ROW_WIDTH = FIGURE_COLUMNS.length;

const COLUMNS: readonly Column[] = [...SLOT_COLUMNS, ...READ_COLUMNS, ...FIGURE_COLUMNS];

/** The columns of each family, in the family's order. */
export const FAMILY_COLUMNS: readonly Column[][] = CHANNEL_FAMILIES.map((_, place) =>
  COLUMNS.filter(({ family }) => family === place),
);
