import { COLOR } from '../palette.ts';
import type { States } from '../stat.ts';

/** The meter's tariff indicator. */
export const TARIFFS: States = { 0: ['Low', COLOR.importLow], 1: ['High', COLOR.importHigh] };
