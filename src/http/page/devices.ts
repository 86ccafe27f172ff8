import { inShard, ONLY_SHARD } from '../../channels/settings.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { DeviceView, Overview, Totals } from '../view/overview.ts';
import type { RequestContext } from './advice.ts';
import { advice } from './advice.ts';
import { channelCard } from './channel.ts';
import { expectedCards } from './expected.ts';
import { fleetSection } from './fleet.ts';
import { plural } from './format.ts';
import { type Html, html } from './html.ts';
import { meterCard } from './meter.ts';

/** What is still read with pleasure, and still a small page. */
const MOST_DEVICES = 20;
const MOST_CHANNELS = 100;

/** The devices: each in full, or a table where they are many, or what to do where there is none. */
export function devicesSection(overview: Overview, totals: Totals, context: RequestContext): Html {
  const { devices } = overview;
  if (context.ident !== undefined) return oneDevice(overview, context.ident);
  if (devices.length === 0) return advice(overview, context);
  return areMany(totals)
    ? fleetSection(devices, totals)
    : html`<div class="devices">${devices.map((device) => deviceSection(device, overview))}</div>`;
}

/** Whether a table serves better than a section for each. */
export function areMany({ devices, channels }: Totals): boolean {
  return devices > MOST_DEVICES || (devices > 1 && channels > MOST_CHANNELS);
}

function oneDevice(overview: Overview, ident: string): Html {
  const device = overview.devices.find((one) => one.ident === ident);
  const all = html`<p class="back"><a href="/">All devices</a></p>`;
  if (device) return html`${all}${deviceSection(device, overview)}`;
  const { shard = ONLY_SHARD } = overview;
  const reason = inShard(ident, shard)
    ? html`No device <code>${ident}</code> has published to this exporter.`
    : html`Another one of the ${shard.count} shards keeps the device <code>${ident}</code>.`;
  return html`${all}<section class="card"><h2>Not here</h2><p>${reason}</p></section>`;
}

function deviceSection({ ident, channels }: DeviceView, { now, expected = [] }: Overview): Html {
  const link = `/metrics?ident=${encodeURIComponent(ident)}`;
  const shown = channels.slice(0, MOST_CHANNELS);
  const [meter, others] = [shown.filter(isMeter), shown.filter((channel) => !isMeter(channel))];
  return html`<section class="device${channels.length === 1 && meter.length === 0 && ' small'}" aria-label="Device ${ident}" data-key="${ident}">
<header><h2><bdi>${ident}</bdi></h2><p class="quiet">${stateText(channels)}</p><p><a href="${link}">its metrics</a></p></header>
${meter.map((channel) => meterCard(channel, now))}
<div class="channels">${others.map((channel) => channelCard(channel, now))}${expectedCards(expected.filter((one) => one.ident === ident))}</div>
${channels.length > MOST_CHANNELS && html`<p class="quiet">The first ${MOST_CHANNELS} channels of ${channels.length}; <a href="${link}">its metrics</a> have all.</p>`}
</section>`;
}

function isMeter({ channel }: DeviceView['channels'][number]): boolean {
  return channel === METER_CHANNEL;
}

/** `5 channels, all fresh`. */
function stateText(channels: DeviceView['channels']): string {
  const stale = channels.filter(({ fresh }) => !fresh).length;
  return `${plural(channels.length, 'channel')}, ${stale === 0 ? 'all fresh' : `${stale} stale`}`;
}
