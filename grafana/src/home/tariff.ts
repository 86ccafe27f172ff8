import { COLOR } from '../palette.ts';
import type { States } from '../stat.ts';

/** What the meter's indicator means. */
export const TARIFFS: States = { 0: ['Low', COLOR.importLow], 1: ['High', COLOR.importHigh] };
