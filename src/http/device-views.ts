import type { Channel } from '../channels/channel.ts';
import type { Channels } from '../channels/channels.ts';
import { freshnessOf } from '../channels/freshness.ts';
import type { Moment } from '../channels/moment.ts';
import { resolutionHint } from '../channels/resolution-hint.ts';
import { SLOTS } from '../lowi/slots.ts';
import { viewDemand } from './demand-view.ts';
import type { ChannelView, Choice, DeviceView, Totals, ValueView } from './overview.ts';

/** A few of the devices and the totals of all: a view of thousands would take most of a second. */
export function viewChoice(
  channels: Channels,
  now: Moment,
  { ident, atMost }: Choice,
): { devices: DeviceView[]; totals: Totals } {
  const [all, troubled] = [new Set<string>(), new Set<string>()];
  let stale = 0;
  for (const channel of channels.list()) {
    all.add(channel.ident);
    if (freshnessOf(channel, channels.settings, now).fresh) continue;
    troubled.add(channel.ident);
    stale++;
  }
  const chosen = ident === undefined ? [...new Set([...[...troubled].sort(), ...[...all].sort()])] : [ident];
  return {
    devices: viewDevices(channels, now, chosen.slice(0, atMost)),
    totals: { devices: all.size, troubled: troubled.size, channels: channels.size, stale },
  };
}

/** The devices as they stand, by ident, their channels by number; all, or those named. */
export function viewDevices(channels: Channels, now: Moment, idents?: readonly string[]): DeviceView[] {
  const devices = new Map<string, ChannelView[]>();
  for (const channel of idents ? channels.of(idents) : channels.list()) {
    const views = devices.get(channel.ident) ?? [];
    devices.set(channel.ident, views);
    views.push(viewChannel(channel, channels, now));
  }
  return [...devices]
    .map(([ident, views]) => ({ ident, channels: views.sort((a, b) => numberOf(a) - numberOf(b)) }))
    .sort((a, b) => (a.ident < b.ident ? -1 : 1));
}

function numberOf({ channel }: ChannelView): number {
  return Number(channel.slice('CH'.length));
}

function viewChannel(channel: Channel, { settings }: Channels, now: Moment): ChannelView {
  const { fresh, age, interval } = freshnessOf(channel, settings, now);
  const { demand } = channel;
  const hint = resolutionHint(channel, settings);
  return {
    channel: channel.channel,
    ...channel.naming,
    fresh,
    ageSeconds: Math.round(age * 10) / 10,
    intervalSeconds: interval ?? null,
    lastPublish: Number.isNaN(channel.lastUnix) ? null : channel.lastUnix,
    publishes: channel.publishes,
    values: fresh ? viewValues(channel) : [],
    rejectedFields: channel.rejectedFields,
    ...(fresh && demand ? { demand: viewDemand(demand, now.unix) } : {}),
    ...(hint === undefined ? {} : { resolutionHint: hint }),
  };
}

function viewValues(channel: Channel): ValueView[] {
  const mapped = SLOTS.map(({ index, field, metric, labels }) => ({
    field,
    metric: metric.name,
    labels: labels ?? {},
    value: channel.value(index),
  })).filter(({ value }) => !Number.isNaN(value));
  const others = [...channel.unmapped].map(([field, value]) => ({
    field,
    metric: 'lowi_unmapped_value',
    labels: { field },
    value,
  }));
  return [...mapped, ...others];
}
