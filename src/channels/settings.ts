import type { Shard } from './shard.ts';

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
export interface TariffPrices {
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
