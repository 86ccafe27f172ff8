import { ByteWriter } from './byte-writer.ts';

/** What of a section changed since its last page; the larger says more. */
export const SAME = 0;
export const VALUES_CHANGED = 1;
export const SERIES_CHANGED = 2;

/** Lines of no series. */
export const NOTHING = Buffer.alloc(0);

/** One for all sections: each is written in one go. */
export const writer = new ByteWriter();
