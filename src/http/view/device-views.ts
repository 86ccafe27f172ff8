import type { Channel } from '../../channels/channel.ts';
import { freshnessOf } from '../../channels/freshness.ts';
import type { ChannelRegistry } from '../../channels/registry.ts';
import { resolutionHint } from '../../channels/resolution-check.ts';
import type { Clock, Moment } from '../../clock.ts';
import { SLOTS } from '../../lowi/fields.ts';
import type { Turns } from '../../metrics/rendering-turns.ts';
import { type ChannelView, type DeviceView, type Overview, type ValueView, viewDemand } from './overview.ts';

/** Channels viewed before others get their turn: a millisecond or two of work. */
const CHANNELS_A_TURN = 100;
/** As many as the page shows of one device. */
const CHANNELS_IN_FULL = 100;

/** A channel, and the device that it is of. */
interface PlacedChannel {
  ident: string;
  /** So many of its device came before it. */
  place: number;
  channel: Channel;
}

/** The channels of some devices: device by device, as named, their channels by number. For a caller that pauses in between. */
function* placedChannels(channels: ChannelRegistry, idents: Iterable<string>): Generator<PlacedChannel> {
  for (const ident of idents) {
    const ofDevice = channels.of([ident]).sort((a, b) => numberOf(a) - numberOf(b));
    for (const [place, channel] of ofDevice.entries())
      if (!channel.isEvicted) yield { ident, place, channel };
  }
}

/** The views of some devices; beyond the first channels of a device, which are all that is shown, without values. */
export async function viewDevices(
  channels: ChannelRegistry,
  clock: Clock,
  idents: Iterable<string>,
  turns: Turns,
): Promise<DeviceView[]> {
  const devices: DeviceView[] = [];
  let viewed = 0;
  for (const { ident, place, channel } of placedChannels(channels, idents)) {
    if (place === 0 || devices.at(-1)?.ident !== ident) devices.push({ ident, channels: [] });
    devices.at(-1)?.channels.push(viewChannel(channel, channels, clock(), place < CHANNELS_IN_FULL));
    if (++viewed % CHANNELS_A_TURN === 0) await turns.next();
  }
  return devices;
}

function numberOf({ channel }: Channel): number {
  return Number(channel.slice('CH'.length));
}

/** How a channel stands, with its values if asked for `inFull`. */
function viewChannel(
  channel: Channel,
  { settings }: ChannelRegistry,
  now: Moment,
  inFull = true,
): ChannelView {
  const { fresh, age, interval } = freshnessOf(channel, settings, now);
  const { demand } = channel;
  const hint = resolutionHint(channel.row, channel.ident, settings);
  return {
    channel: channel.channel,
    ...channel.naming,
    fresh,
    ageSeconds: Math.round(age * 10) / 10,
    intervalSeconds: interval ?? null,
    lastPublish: Number.isNaN(channel.lastUnix) ? null : channel.lastUnix,
    publishes: channel.publishes,
    values: fresh && inFull ? viewValues(channel) : [],
    rejectedFields: channel.rejectedFields,
    ...(fresh && demand ? { demand: viewDemand(demand, now.unix) } : {}),
    ...(hint === undefined ? {} : { resolutionHint: hint }),
  };
}

function viewValues(channel: Channel): ValueView[] {
  const views: ValueView[] = [];
  for (const { index, field, metric, labels = {} } of SLOTS) {
    const value = channel.value(index);
    if (!Number.isNaN(value)) views.push({ field, metric: metric.name, labels, value });
  }
  for (const [field, value] of channel.unmapped)
    views.push({ field, metric: 'lowi_unmapped_value', labels: { field }, value });
  return views;
}

/** The overview with these devices as JSON, channel by channel: all of a large fleet are more than memory holds. */
export function* overviewJson(overview: Overview, devices: Iterable<string>): Generator<string> {
  const entries = Object.entries(overview);
  const at = entries.findIndex(([key]) => key === 'devices');
  const [before, after] = [entries.slice(0, at), entries.slice(at + 1)].map((some) =>
    JSON.stringify(Object.fromEntries(some)).slice(1, -1),
  );
  yield `{${before}${before && ','}"devices":[`;
  yield* devices;
  yield `]${after && ','}${after}}`;
}

/** The elements of the JSON array of devices, each channel as it stands when it is its turn. */
export function* devicesJson(
  channels: ChannelRegistry,
  clock: Clock,
  idents: Iterable<string>,
): Generator<string> {
  let device: string | undefined;
  for (const { ident, channel } of placedChannels(channels, idents)) {
    const view = JSON.stringify(viewChannel(channel, channels, clock()));
    if (ident === device) yield `,${view}`;
    else yield `${device === undefined ? '' : ']},'}{"ident":${JSON.stringify(ident)},"channels":[${view}`;
    device = ident;
  }
  if (device !== undefined) yield ']}';
}
