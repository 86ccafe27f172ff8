import { DERIVED_FAMILIES } from './derived-families.ts';
import { type ChannelFamily, READING_FAMILIES } from './families.ts';

/** Every metric about a channel, in the page's order. */
export const CHANNEL_FAMILIES: readonly ChannelFamily[] = [...READING_FAMILIES, ...DERIVED_FAMILIES];
