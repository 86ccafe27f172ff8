import type { RejectedFieldCount } from '../../channels/channel.ts';
import type { Rejection, RejectionReason } from '../../channels/rejections.ts';
import type { Shard } from '../../channels/settings.ts';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import type { DemandView, LedgerView } from './ledger-view.ts';
import type { PriceCurveView } from './price-curves.ts';

/** One value of a channel, in the unit of its metric. */
export interface ValueView {
  field: string;
  metric: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Import minus export over the last 24 hours, as means. */
export interface PowerView {
  /** Unix time of the first. */
  start: number;
  stepSeconds: number;
  /** W; null while unknown. */
  watts: (number | null)[];
}

/** The state of a channel. */
export interface ChannelView {
  channel: string;
  name: string;
  type: string;
  units: string;
  role: string;
  fresh: boolean;
  ageSeconds: number;
  intervalSeconds: number | null;
  /** Unix time. */
  lastPublish: number | null;
  publishes: number;
  /** Empty while the channel is stale. */
  values: ValueView[];
  rejectedFields: readonly RejectedFieldCount[];
  /** Only of the meter, while it is fresh. */
  demand?: DemandView;
  ledger?: LedgerView;
  /** Only for the page: `/api/v1/prices` has the prices by quarter. */
  prices?: PriceCurveView;
  /** Only for the page, of some fresh meters. */
  power?: PowerView;
  /** The setting to change, if the current seems to have another resolution. */
  resolutionHint?: string;
}

/** A channel of the configuration file that has not published yet. */
export interface ExpectedChannel {
  ident: string;
  channel: string;
  name: string;
}

export interface DeviceView {
  ident: string;
  /** In the configuration file; absent without one. */
  name?: string;
  channels: ChannelView[];
}

/** Counts over all devices. */
export interface Totals {
  devices: number;
  /** Devices with a stale channel. */
  troubled: number;
  channels: number;
  stale: number;
  /** Fresh meters, and the sums of what they import and export. */
  meters: number;
  importWatts: number;
  exportWatts: number;
}

/** Selects devices: the one named, else at most `atMost` (up to 100), those with stale channels first. */
export interface DeviceQuery {
  ident?: string | undefined;
  atMost: number;
}

/** The data of the status page and of `/api/v1/channels`, which streams the devices. */
export interface Overview {
  version: string;
  /** Absent if there is only one. */
  shard?: Shard;
  /** Unix time. */
  now: number;
  /** IANA time zone of the house. */
  timezone: string;
  /** True if the prices are the demo's. */
  examplePrices?: boolean;
  source: SourceStatus;
  messages: { received: number; accepted: number; rejected: Readonly<Record<RejectionReason, number>> };
  devices: DeviceView[];
  /** Present if `devices` is a selection. */
  totals?: Totals;
  /** In the configuration file, but without a publish. */
  expected?: readonly ExpectedChannel[];
  /** Latest first. */
  rejections: readonly Rejection[];
}
