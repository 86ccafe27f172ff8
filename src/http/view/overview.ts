import type { RejectedFieldCount } from '../../channels/channel.ts';
import type { Rejection, RejectionReason } from '../../channels/rejections.ts';
import type { Shard } from '../../channels/settings.ts';
import type { Demand } from '../../ledger/demand.ts';
import { QUARTER_SECONDS, quarterAt } from '../../ledger/quarter.ts';
import type { SourceStatus } from '../../mqtt/message-source.ts';

/** One present value of a channel, in its metric's unit. */
export interface ValueView {
  field: string;
  metric: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

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
  /** None while the channel is stale. */
  values: ValueView[];
  rejectedFields: readonly RejectedFieldCount[];
  /** The meter's, while it is fresh. */
  demand?: DemandView;
  /** What to change where the current seems to be read in the wrong unit. */
  resolutionHint?: string;
}

/** A channel of the configuration file that never spoke. */
export interface ExpectedChannel {
  ident: string;
  channel: string;
  name: string;
}

export interface DeviceView {
  ident: string;
  channels: ChannelView[];
}

/** All devices in numbers. */
export interface Totals {
  devices: number;
  /** Devices with a stale channel. */
  troubled: number;
  channels: number;
  stale: number;
}

/** Which devices to view: the one named, else so many (100 at most), those with a stale channel before the others. */
export interface DeviceQuery {
  ident?: string | undefined;
  atMost: number;
}

/** Everything that the status page shows, and `/api/v1/channels`, which adds the devices as it is sent. */
export interface Overview {
  version: string;
  /** Absent if there is but one. */
  shard?: Shard;
  /** Unix time. */
  now: number;
  source: SourceStatus;
  messages: { received: number; accepted: number; rejected: Readonly<Record<RejectionReason, number>> };
  devices: DeviceView[];
  /** Given where `devices` are only some of them. */
  totals?: Totals;
  /** Named in the configuration file, and not seen yet. */
  expected?: readonly ExpectedChannel[];
  /** The latest first. */
  rejections: readonly Rejection[];
}

/** The running clock quarter of an hour, and what it is measured against; null while unknown. */
export interface DemandView {
  runningWatts: number | null;
  projectedWatts: number | null;
  lastWatts: number | null;
  /** The highest complete quarter of the month; Unix time. */
  monthPeak: { watts: number; endedAt: number } | null;
  /** Unix time. */
  quarterEndsAt: number;
}

/** The meter's demand as of a Unix second. */
export function viewDemand(demand: Demand, unix: number): DemandView {
  return {
    runningWatts: demand.runningWatts(unix) ?? null,
    projectedWatts: demand.projectedWatts(unix) ?? null,
    lastWatts: demand.lastCompleteWatts() ?? null,
    monthPeak: demand.monthPeak(unix) ?? null,
    quarterEndsAt: (quarterAt(unix) + 1) * QUARTER_SECONDS,
  };
}
