export const ROLES = ['grid', 'production', 'consumption', 'storage', 'vehicle', 'other'] as const;
export type Role = (typeof ROLES)[number];

/** What the owner says of one channel in the configuration file. */
export interface ChannelNaming {
  name?: string;
  role?: Role;
}

export interface DeviceSettings {
  /** Ampere per unit of `I` for this device alone. */
  currentResolution?: number;
  channels: ReadonlyMap<string, ChannelNaming>;
}

/** How readings are taken, aged and limited. */
export interface ChannelSettings {
  /** Seconds that every channel is expected to keep; undefined: learnt per channel. */
  publishInterval: number | undefined;
  staleAfterIntervals: number;
  /** Seconds of silence after which a channel is dropped altogether. */
  forgetAfter: number;
  /** Ampere per unit of `I`. */
  currentResolution: number;
  /** Cubic meters per unit of `CG`. */
  gasResolution: number;
  /** Cubic meters per unit of `CW`. */
  waterResolution: number;
  /** Watts; an energy counter that rises faster is not believed at once. */
  maxPower: number;
  maxChannels: number;
  /** IANA time zone of the house: its days and months. */
  timezone: string;
  devices: ReadonlyMap<string, DeviceSettings>;
  shard: Shard;
}

/** Euro per kWh, by tariff. */
interface TariffPrices {
  high?: number | undefined;
  low?: number | undefined;
}

/** What the owner pays and is paid. */
export interface Prices {
  import?: TariffPrices;
  export?: TariffPrices;
  /** Euro per cubic meter. */
  gas?: number | undefined;
  /** Euro per cubic meter. */
  water?: number | undefined;
}

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
