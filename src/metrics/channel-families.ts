import { DERIVED_FAMILIES } from './derived-families.ts';
import { type MadeFamily, READING_FAMILIES, type ValueFamily } from './families.ts';

/** Every metric about a channel, in the page's order. */
export const CHANNEL_FAMILIES: readonly (ValueFamily | MadeFamily)[] = [
  ...READING_FAMILIES,
  ...DERIVED_FAMILIES,
];
