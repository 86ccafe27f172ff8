import type { Channel } from '../../channels/channel.ts';
import { freshnessOf } from '../../channels/freshness.ts';
import { type PowerHistory, STEP_SECONDS } from '../../channels/power-history.ts';
import type { ChannelRegistry } from '../../channels/registry.ts';
import { resolutionHint } from '../../channels/resolution-check.ts';
import { type ChannelNaming, inShard } from '../../channels/settings.ts';
import type { Clock, Moment } from '../../clock.ts';
import { SLOTS } from '../../lowi/fields.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { Turns } from '../../metrics/rendering-turns.ts';
import { viewDemand, viewLedger } from './ledger-view.ts';
import type { ChannelView, DeviceView, ExpectedChannel, Overview, PowerView, ValueView } from './overview.ts';
import type { PriceCurves } from './price-curves.ts';

/** Channels viewed in one turn of the event loop: a millisecond or two of work. */
const CHANNELS_PER_TURN = 100;
/** Channels of a device that get values: as many as the page shows. */
const CHANNELS_IN_FULL = 100;
const METER_ONLY: readonly [string, ChannelNaming][] = [[METER_CHANNEL, {}]];

/** Views of devices, with their price curves; channels that the page does not show have no values. */
export async function viewDevices(
  channels: ChannelRegistry,
  curves: PriceCurves,
  clock: Clock,
  idents: Iterable<string>,
  turns: Turns,
): Promise<DeviceView[]> {
  const devices: DeviceView[] = [];
  let viewed = 0;
  for (const { ident, index, channel } of channelsOfDevices(channels, idents)) {
    if (index === 0 || devices.at(-1)?.ident !== ident) devices.push({ ...headOf(channel), channels: [] });
    devices.at(-1)?.channels.push(viewForPage(channel, channels, curves, clock(), index));
    if (++viewed % CHANNELS_PER_TURN === 0) await turns.next();
  }
  return devices;
}

/** The device of a channel, without its channels. */
function headOf({ ident, naming: { device } }: Channel): Omit<DeviceView, 'channels'> {
  return { ident, ...(device !== '' && { name: device }) };
}

/** The view of a channel at an index of its device. */
function viewForPage(
  channel: Channel,
  channels: ChannelRegistry,
  curves: PriceCurves,
  now: Moment,
  index: number,
): ChannelView {
  const view = viewChannel(channel, channels, now, index < CHANNELS_IN_FULL);
  const prices = view.ledger && channel.ledger && curves.of(channel.ledger.contract, now.unix);
  const { powerHistory } = channel;
  return {
    ...view,
    ...(prices && { prices }),
    ...(view.fresh && powerHistory && { power: viewPower(powerHistory, now.unix) }),
  };
}

function viewPower(history: PowerHistory, unix: number): PowerView {
  const { start, means } = history.upTo(unix);
  const watts = Array.from(means, (mean) => (Number.isNaN(mean) ? null : Math.round(mean)));
  return { start, stepSeconds: STEP_SECONDS, watts };
}

/** The elements of the JSON array of devices; each channel is viewed when it is reached. */
export function* devicesJson(
  channels: ChannelRegistry,
  clock: Clock,
  idents: Iterable<string>,
): Generator<string> {
  let device: string | undefined;
  for (const { ident, channel } of channelsOfDevices(channels, idents)) {
    const view = JSON.stringify(viewChannel(channel, channels, clock()));
    if (ident === device) yield `,${view}`;
    else
      yield `${device === undefined ? '' : ']},'}${JSON.stringify(headOf(channel)).slice(0, -1)},"channels":[${view}`;
    device = ident;
  }
  if (device !== undefined) yield ']}';
}

/** The overview with these devices as JSON, in pieces: a large fleet does not fit into memory. */
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

/** The channels of the configuration file, in this shard, without a publish; for a device without named channels, its meter. */
export function viewExpected(channels: ChannelRegistry): ExpectedChannel[] {
  const { devices, shard } = channels.settings;
  const ours = [...devices].filter(([ident]) => inShard(ident, shard));
  return ours.flatMap(([ident, device]) => {
    const seen = new Set(channels.of([ident]).map(({ channel }) => channel));
    return (seen.size > 0 || device.channels.size > 0 ? [...device.channels] : METER_ONLY)
      .filter(([channel]) => !seen.has(channel))
      .map(([channel, { name = '' }]) => ({ ident, channel, name }));
  });
}

/** A channel with its device. */
interface IndexedChannel {
  ident: string;
  /** Its index within the device. */
  index: number;
  channel: Channel;
}

/** The channels of devices, in the order of `idents` and by channel number. The caller may pause; channels evicted meanwhile are skipped. */
function* channelsOfDevices(channels: ChannelRegistry, idents: Iterable<string>): Generator<IndexedChannel> {
  for (const ident of idents) {
    const ofDevice = channels.of([ident]).sort((a, b) => numberOf(a) - numberOf(b));
    for (const [index, channel] of ofDevice.entries())
      if (!channel.isEvicted) yield { ident, index, channel };
  }
}

function numberOf({ channel }: Channel): number {
  return Number(channel.slice('CH'.length));
}

/** The view of a channel, with its values if `inFull`. */
function viewChannel(
  channel: Channel,
  { settings, calendar, market }: ChannelRegistry,
  now: Moment,
  inFull = true,
): ChannelView {
  const { fresh, age, interval } = freshnessOf(channel, settings, now);
  const { ledger, naming } = channel;
  const { device: _, ...names } = naming;
  const hint = resolutionHint(channel.row, channel.ident, settings);
  return {
    channel: channel.channel,
    ...names,
    fresh,
    ageSeconds: Math.round(age * 10) / 10,
    intervalSeconds: interval ?? null,
    lastPublish: Number.isNaN(channel.lastUnix) ? null : channel.lastUnix,
    publishes: channel.publishes,
    values: fresh && inFull ? viewValues(channel) : [],
    rejectedFields: channel.rejectedFields,
    ...(fresh &&
      ledger && {
        demand: viewDemand(ledger, now.unix),
        ledger: viewLedger(ledger, { calendar, market }, now.unix),
      }),
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
