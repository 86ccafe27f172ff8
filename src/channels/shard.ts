/** The part of all LOWIs that this exporter keeps. */
export interface Shard {
  count: number;
  /** 0 to count - 1. */
  index: number;
}

/** That of an exporter that keeps all. */
export const ONLY_SHARD: Shard = { count: 1, index: 0 };

/**
 * Whether an ident belongs to the shard: FNV-1a (32 bits) of its UTF-8 bytes, modulo the count. Stable for ever: another hash would
 * move every LOWI to another exporter.
 */
export function inShard(ident: string, { count, index }: Shard): boolean {
  return count === 1 || fnv1a(ident) % count === index;
}

const encoder = new TextEncoder();

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
