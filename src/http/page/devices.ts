import { inShard, ONLY_SHARD } from '../../channels/settings.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { DeviceView, ExpectedChannel, Overview, Totals } from '../view/overview.ts';
import { advice } from './advice.ts';
import { channelCard } from './channel.ts';
import { deviceTable } from './device-table.ts';
import { expectedCards } from './expected.ts';
import { type Html, html } from './html.ts';
import { meterCard } from './meter.ts';
import type { Reader } from './reader.ts';
import { pageUrl, type RequestContext } from './request.ts';
import { isSilent, silentCard, staleChannels } from './silent.ts';

/** More devices than this are shown as a table. */
const MAX_DEVICES_IN_FULL = 20;
/** Channels that are shown of one device. */
const MAX_CHANNELS = 100;

/** The devices: each in full, or a table of many, or advice while there is none. */
export function devicesSection(
  overview: Overview,
  totals: Totals,
  context: RequestContext,
  reader: Reader,
): Html {
  const { devices } = overview;
  if (context.ident !== undefined) return oneDevice(overview, context, reader);
  if (devices.length === 0) return advice(overview, context, reader);
  return needsTable(totals)
    ? deviceTable(devices, totals, context, reader)
    : html`<div class="devices">${devices.map((device) => deviceSection(device, overview, reader))}</div>`;
}

/** Whether there are too many devices to show each in full. */
export function needsTable({ devices, channels }: Totals): boolean {
  return devices > MAX_DEVICES_IN_FULL || (devices > 1 && channels > MAX_CHANNELS);
}

function oneDevice(overview: Overview, context: RequestContext, reader: Reader): Html {
  const { ident = '' } = context;
  const device = overview.devices.find((one) => one.ident === ident);
  const all = html`<p class="back"><a href="${pageUrl(context)}">${reader.text('All devices')}</a></p>`;
  if (device) return html`${all}${deviceSection(device, overview, reader)}`;
  const { shard = ONLY_SHARD } = overview;
  const code = html`<code>${ident}</code>`;
  const reason = inShard(ident, shard)
    ? reader.html('No device {0} has published to this exporter.', code)
    : reader.html('Device {0} belongs to another of the {1} shards.', code, shard.count);
  return html`${all}<section class="card" aria-labelledby="not-found"><h2 id="not-found">${reader.text('Device not found')}</h2><p>${reason}</p></section>`;
}

function deviceSection(device: DeviceView, overview: Overview, reader: Reader): Html {
  const { ident, name, channels } = device;
  const link = `/metrics?ident=${encodeURIComponent(ident)}`;
  const isSmall = channels.length === 1 && !channels.some(isMeter);
  const metrics = html`<a href="${link}" aria-label="${reader.text('Metrics')} ${ident}">${reader.text('Metrics')}</a>`;
  return html`<section class="device${isSmall && ' small'}" aria-label="${reader.text('Device {0}', ident)}" data-key="${ident}">
<header><h2><bdi>${name ?? ident}</bdi></h2>${name !== undefined && html`<p class="muted"><code>${ident}</code></p>`}<p class="muted">${stateText(channels, reader)}</p><p>${metrics}</p></header>
${cards(device, overview, reader)}
${channels.length > MAX_CHANNELS && html`<p class="muted">${reader.html('The first {0} of {1} channels; {2} has all.', MAX_CHANNELS, channels.length, html`<a href="${link}">/metrics</a>`)}</p>`}
</section>`;
}

/** One card for each channel, the meter first; of a LOWI without a fresh channel, one for all of them. */
function cards({ ident, channels }: DeviceView, overview: Overview, reader: Reader): Html {
  const { expected = [], examplePrices = false } = overview;
  const isExpected = (one: ExpectedChannel) => one.ident === ident;
  const expectedHere = expectedCards(expected.filter(isExpected), reader);
  const shown = channels.slice(0, MAX_CHANNELS);
  if (isSilent(channels))
    return html`${silentCard(shown, reader)}<div class="channels">${expectedHere}</div>`;
  const [meter, others] = [shown.filter(isMeter), shown.filter((channel) => !isMeter(channel))];
  return html`${meter.map((channel) => meterCard(channel, ident, examplePrices, reader))}
<div class="channels">${others.map((channel) => channelCard(channel, reader))}${expectedHere}</div>`;
}

function isMeter({ channel }: { channel: string }): boolean {
  return channel === METER_CHANNEL;
}

/** `5 channels, all fresh`. */
function stateText(channels: DeviceView['channels'], reader: Reader): string {
  const stale = staleChannels(channels);
  const state = stale === 0 ? reader.text('all fresh') : reader.text('{0} stale', reader.number(stale));
  return `${reader.count(channels.length, '{0} channel', '{0} channels')}, ${state}`;
}
