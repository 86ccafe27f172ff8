import type { ContractSettings } from '../ledger/prices.ts';

export const ROLES = ['grid', 'production', 'consumption', 'storage', 'vehicle', 'other'] as const;
export type Role = (typeof ROLES)[number];

/** Name and role of one channel in the configuration file. */
export interface ChannelNaming {
  name?: string;
  role?: Role;
}

/** The same with the name of its LOWI. */
export interface ConfiguredNames extends ChannelNaming {
  device?: string;
}

export interface DeviceSettings {
  name?: string;
  /** Ampere per unit of `I` for this device alone. */
  currentResolution?: number;
  channels: ReadonlyMap<string, ChannelNaming>;
  /** This meter's own contract in place of the default one. */
  contract?: ContractSettings;
}

/** What a device's settings say about the names of one of its channels. */
export function namesOf(device: DeviceSettings | undefined, channel: string): ConfiguredNames {
  return { ...device?.channels.get(channel), ...(device?.name !== undefined && { device: device.name }) };
}

/** How readings are scaled, aged and limited. */
export interface ChannelSettings {
  /** Publish interval of every channel in seconds; undefined: learned per channel. */
  publishInterval: number | undefined;
  staleAfterIntervals: number;
  /** Seconds of silence after which a channel is evicted. */
  forgetAfter: number;
  /** Ampere per unit of `I`. */
  currentResolution: number;
  /** Cubic meters per unit of `CG`. */
  gasResolution: number;
  /** Cubic meters per unit of `CW`. */
  waterResolution: number;
  /** Watts; the reading of an energy counter that rises faster is withheld. */
  maxPower: number;
  maxChannels: number;
  /** IANA time zone of the house: its days and months. */
  timezone: string;
  devices: ReadonlyMap<string, DeviceSettings>;
  /** That of each meter without its own. */
  contract: ContractSettings;
  shard: Shard;
}

/** The share of all LOWIs that this exporter tracks. */
export interface Shard {
  count: number;
  /** 0 to count - 1. */
  index: number;
}

/** The shard of an exporter that tracks all LOWIs. */
export const ONLY_SHARD: Shard = { count: 1, index: 0 };

/**
 * Whether an ident belongs to the shard: FNV-1a (32 bits) of its UTF-8 bytes, modulo the count. Never change it: another hash would
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
