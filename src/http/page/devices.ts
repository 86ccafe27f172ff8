import { inShard, ONLY_SHARD } from '../../channels/settings.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { DeviceView, ExpectedChannel, Overview, Totals } from '../view/overview.ts';
import { advice } from './advice.ts';
import { channelCard } from './channel.ts';
import { numberText, plural, spanText } from './format.ts';
import { type Html, html, icon } from './html.ts';
import { meterCard, netPower, netText } from './meter.ts';
import type { PageTime } from './page-time.ts';
import { MAX_ROWS, type RequestContext } from './request.ts';

/** More devices than this are shown as a table. */
const MAX_DEVICES_IN_FULL = 20;
/** Channels that are shown of one device. */
const MAX_CHANNELS = 100;
const MAX_EXPECTED_DEVICES = 50;
const MAX_EXPECTED_CHANNELS = 20;

/** The devices: each in full, or a table of many, or advice while there is none. */
export function devicesSection(
  overview: Overview,
  totals: Totals,
  context: RequestContext,
  now: PageTime,
): Html {
  const { devices } = overview;
  if (context.ident !== undefined) return oneDevice(overview, context.ident, now);
  if (devices.length === 0) return advice(overview, context);
  return needsTable(totals)
    ? deviceTable(devices, totals)
    : html`<div class="devices">${devices.map((device) => deviceSection(device, overview, now))}</div>`;
}

/** Whether there are too many devices to show each in full. */
export function needsTable({ devices, channels }: Totals): boolean {
  return devices > MAX_DEVICES_IN_FULL || (devices > 1 && channels > MAX_CHANNELS);
}

/** Lists the devices of the configuration file without a publish; below a table of devices, all expected channels. */
export function expectedSection(
  overview: Overview,
  isTable: boolean,
  { ident }: RequestContext,
): Html | undefined {
  const { devices: seen, expected = [] } = overview;
  const shown = new Set(isTable && ident === undefined ? [] : seen.map((device) => device.ident));
  const devices = byDevice(
    expected.filter((one) => !shown.has(one.ident) && one.ident === (ident ?? one.ident)),
  );
  if (devices.size === 0) return undefined;
  const rows = [...devices].slice(0, MAX_EXPECTED_DEVICES).map(expectedRow);
  return html`<section class="expected-devices" aria-labelledby="expected">
<h2 id="expected">Expected, not yet seen</h2>
<p class="muted">In the configuration file, but without a publish so far.</p>
<dl class="card">${rows}</dl>
${devices.size > rows.length && html`<p class="muted">${rows.length} of ${numberText(devices.size)} are shown; <a href="/api/v1/channels">/api/v1/channels</a> has all.</p>`}
</section>`;
}

function oneDevice(overview: Overview, ident: string, now: PageTime): Html {
  const device = overview.devices.find((one) => one.ident === ident);
  const all = html`<p class="back"><a href="/">All devices</a></p>`;
  if (device) return html`${all}${deviceSection(device, overview, now)}`;
  const { shard = ONLY_SHARD } = overview;
  const reason = inShard(ident, shard)
    ? html`No device <code>${ident}</code> has published to this exporter.`
    : html`Device <code>${ident}</code> belongs to another of the ${shard.count} shards.`;
  return html`${all}<section class="card"><h2>Device not found</h2><p>${reason}</p></section>`;
}

function deviceSection({ ident, channels }: DeviceView, overview: Overview, now: PageTime): Html {
  const { expected = [], examplePrices = false } = overview;
  const link = `/metrics?ident=${encodeURIComponent(ident)}`;
  const shown = channels.slice(0, MAX_CHANNELS);
  const [meter, others] = [shown.filter(isMeter), shown.filter((channel) => !isMeter(channel))];
  return html`<section class="device${channels.length === 1 && meter.length === 0 && ' small'}" aria-label="Device ${ident}" data-key="${ident}">
<header><h2><bdi>${ident}</bdi></h2><p class="muted">${stateText(channels)}</p><p><a href="${link}">metrics</a></p></header>
${meter.map((channel) => meterCard(channel, examplePrices, now))}
<div class="channels">${others.map((channel) => channelCard(channel, now))}${expectedCards(expected.filter((one) => one.ident === ident))}</div>
${channels.length > MAX_CHANNELS && html`<p class="muted">The first ${MAX_CHANNELS} of ${channels.length} channels; the <a href="${link}">metrics</a> have all.</p>`}
</section>`;
}

function isMeter({ channel }: { channel: string }): boolean {
  return channel === METER_CHANNEL;
}

/** `5 channels, all fresh`. */
function stateText(channels: DeviceView['channels']): string {
  const stale = staleChannels(channels);
  return `${plural(channels.length, 'channel')}, ${stale === 0 ? 'all fresh' : `${stale} stale`}`;
}

function staleChannels(channels: DeviceView['channels']): number {
  return channels.reduce((sum, { fresh }) => (fresh ? sum : sum + 1), 0);
}

function expectedCards(expected: readonly ExpectedChannel[]): Html[] {
  return expected.slice(0, MAX_EXPECTED_CHANNELS).map(
    ({ channel, name }) => html`<article class="channel card expected" data-key="expected ${channel}">
<header><h3>${icon('other')}<bdi>${name || channel}</bdi></h3><p class="about"><code>${channel}</code></p></header>
<p class="no-values">Expected, not yet seen: in the configuration file, but without a publish so far.</p>
</article>`,
  );
}

function byDevice(expected: readonly ExpectedChannel[]): Map<string, ExpectedChannel[]> {
  const devices = new Map<string, ExpectedChannel[]>();
  for (const one of expected) {
    const channels = devices.get(one.ident);
    if (channels) channels.push(one);
    else devices.set(one.ident, [one]);
  }
  return devices;
}

function expectedRow([ident, channels]: [string, ExpectedChannel[]]): Html {
  const shown = channels.slice(0, MAX_EXPECTED_CHANNELS);
  return html`<div data-key="${ident}"><dt><code><bdi>${ident}</bdi></code></dt>
<dd>${shown.map(({ channel, name }) => html`<span data-key="${channel}"><code>${channel}</code> <bdi>${name}</bdi></span> `)}${channels.length > shown.length && `and ${channels.length - shown.length} more`}</dd></div>`;
}

/** One row for each device, those with stale channels first, and a form that opens any device. */
function deviceTable(devices: readonly DeviceView[], totals: Totals): Html {
  const counted = devices.map((device) => ({ device, stale: staleChannels(device.channels) }));
  const troubled = counted.filter(({ stale }) => stale > 0);
  const shown = [...troubled, ...counted.filter(({ stale }) => stale === 0)].slice(0, MAX_ROWS);
  return html`<section class="fleet" aria-labelledby="fleet">
<header><h2 id="fleet">${plural(totals.devices, 'device')}</h2>
<p class="muted">${totals.troubled === 0 ? 'all channels fresh' : `${plural(totals.troubled, 'device')} with stale channels, shown first`}</p>
<form action="/"><label>Device <input name="ident" autocomplete="off" spellcheck="false" required></label><button>Show</button></form></header>
<div class="card"><table>
<thead><tr><th scope="col">Device</th><th scope="col">Channels</th><th scope="col">Meter</th><th scope="col">Oldest publish</th></tr></thead>
<tbody>${shown.map(({ device, stale }) => deviceRow(device, stale))}</tbody>
</table></div>
${totals.devices > shown.length && html`<p class="muted">${shown.length} of ${numberText(totals.devices)} are shown. To see another, enter its ident above or open <code>/?ident=…</code>; <a href="/api/v1/channels">/api/v1/channels</a> has all.</p>`}
</section>`;
}

function deviceRow({ ident, channels }: DeviceView, stale: number): Html {
  const meter = channels.find(isMeter);
  const net = meter && netPower(meter);
  const oldest = Math.max(...channels.map(({ ageSeconds }) => ageSeconds));
  const state = stale === 0 ? `${channels.length} fresh` : `${stale} of ${channels.length} stale`;
  return html`<tr data-key="${ident}" class="${stale === 0 ? 'fresh' : 'stale'}">
<th scope="row"><a href="/?ident=${encodeURIComponent(ident)}"><bdi>${ident}</bdi></a></th>
<td><span class="state">${icon(stale === 0 ? 'fresh' : 'stale')}${state}</span></td>
<td>${net === undefined ? '–' : netText(net)}</td>
<td>${spanText(oldest)}</td>
</tr>`;
}
