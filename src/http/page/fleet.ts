import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { DeviceView, Totals } from '../view/overview.ts';
import { numberText, plural, spanText } from './format.ts';
import { type Html, html, icon } from './html.ts';
import { netPower, netText } from './meter.ts';

/** As many as still make a table that is read. */
export const MOST_ROWS = 50;

/** Many devices: those in trouble first, one row each, and a way to any of them. */
export function fleetSection(devices: readonly DeviceView[], totals: Totals): Html {
  const rated = devices.map((device) => ({ device, stale: staleChannels(device) }));
  const troubled = rated.filter(({ stale }) => stale > 0);
  const shown = [...troubled, ...rated.filter(({ stale }) => stale === 0)].slice(0, MOST_ROWS);
  return html`<section class="fleet" aria-labelledby="fleet">
<header><h2 id="fleet">${plural(totals.devices, 'device')}</h2>
<p class="quiet">${totals.troubled === 0 ? 'every channel fresh' : `${plural(totals.troubled, 'device')} with stale channels, shown first`}</p>
<form action="/"><label>Device <input name="ident" autocomplete="off" spellcheck="false" required></label><button>Show</button></form></header>
<div class="card"><table>
<thead><tr><th scope="col">Device</th><th scope="col">Channels</th><th scope="col">Meter</th><th scope="col">Longest silence</th></tr></thead>
<tbody>${shown.map(({ device, stale }) => row(device, stale))}</tbody>
</table></div>
${totals.devices > shown.length && html`<p class="quiet">${shown.length} of ${numberText(totals.devices)} are shown. Any other: fill in its ident above, or ask for <code>/?ident=…</code>; <a href="/api/v1/channels">/api/v1/channels</a> has all.</p>`}
</section>`;
}

function staleChannels({ channels }: DeviceView): number {
  return channels.reduce((sum, { fresh }) => (fresh ? sum : sum + 1), 0);
}

function row({ ident, channels }: DeviceView, stale: number): Html {
  const meter = channels.find(({ channel }) => channel === METER_CHANNEL);
  const net = meter && netPower(meter);
  const silence = Math.max(...channels.map(({ ageSeconds }) => ageSeconds));
  const state = stale === 0 ? `${channels.length} fresh` : `${stale} of ${channels.length} stale`;
  return html`<tr data-key="${ident}" class="${stale === 0 ? 'fresh' : 'stale'}">
<th scope="row"><a href="/?ident=${encodeURIComponent(ident)}"><bdi>${ident}</bdi></a></th>
<td><span class="state">${icon(stale === 0 ? 'fresh' : 'stale')}${state}</span></td>
<td>${net === undefined ? '–' : netText(net)}</td>
<td>${spanText(silence)}</td>
</tr>`;
}
