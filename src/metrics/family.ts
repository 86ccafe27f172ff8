import type { Channel } from '../channels/channel.ts';
import type { Freshness } from '../channels/freshness.ts';
import type { MeterLedger } from '../ledger/meter-ledger.ts';

/** A metric about channels: its series are read from them at the scrape. */
export interface Family {
  name: string;
  type: 'gauge' | 'counter';
  help: string;
  /** Its labels besides `ident` and `channel`. */
  labels: readonly string[];
}

/** The channel's current sample; NaN if it has none. */
export type Read = (channel: Channel, freshness: Freshness) => number;

/** A series that each channel has at most once: the value in a slot while the channel is fresh, or what is read from it. */
type Series = {
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
} & ({ slot: number } | { read: Read });

/** A metric with static labels: the series that a channel may have are known beforehand. */
export interface StaticFamily extends Family {
  series: readonly Series[];
}

/** A figure of a meter's ledger at a Unix time; undefined while unknown. */
export type Figure = (ledger: MeterLedger, unix: number) => number | undefined;

/** A series that each meter has at most once. */
export interface FigureSeries {
  /** The end of its labels, after `ident` and `channel`. */
  tail: Uint8Array;
  figure: Figure;
  /** Whether it remains while the channel is stale. */
  staysWhenStale: boolean;
  /** Whether each publish may change it. If not, it is the same while the ledger's `settled` and the running quarter are. */
  isRunning: boolean;
  /** Whether only a meter with a price has it. */
  needsPrice: boolean;
}

/** A metric with static labels that only meters have. */
export interface MeterFamily extends Family {
  figures: readonly FigureSeries[];
}

/** Takes a sample: the end of its labels, and its value. */
type OnSample = (tail: Uint8Array, value: number) => void;

/** A metric with dynamic labels: their values come from the device. */
export interface DynamicFamily extends Family {
  /** What its samples are made from. While this is the same object, the samples are the same. */
  source(channel: Channel, freshness: Freshness): object;
  /** Passes on the samples of a channel's source. */
  write(source: object, sample: OnSample): void;
}

/** Makes a family with dynamic labels; `Source` is what its samples are made from. */
export function dynamicFamily<Source extends object>(
  family: Family & {
    source: (channel: Channel, freshness: Freshness) => Source;
    write: (source: Source, sample: OnSample) => void;
  },
): DynamicFamily {
  return family as DynamicFamily;
}

export type ChannelFamily = StaticFamily | MeterFamily | DynamicFamily;
