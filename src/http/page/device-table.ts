import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { DeviceView, Totals } from '../view/overview.ts';
import { type Html, html, icon } from './html.ts';
import { netPower, netText } from './meter.ts';
import type { Reader } from './reader.ts';
import { MAX_ROWS, pageUrl, type RequestContext } from './request.ts';
import { staleChannels } from './silent.ts';

/** One row for each device, those with stale channels first, and a form that opens any device. */
export function deviceTable(
  devices: readonly DeviceView[],
  totals: Totals,
  context: RequestContext,
  reader: Reader,
): Html {
  const counted = devices.map((device) => ({ device, stale: staleChannels(device.channels) }));
  const troubled = counted.filter(({ stale }) => stale > 0);
  const shown = [...troubled, ...counted.filter(({ stale }) => stale === 0)].slice(0, MAX_ROWS);
  const columns = (['Device', 'Channels', 'Meter', 'Oldest publish'] as const).map(
    (name) => html`<th scope="col">${reader.text(name)}</th>`,
  );
  return html`<section class="fleet" aria-labelledby="fleet">
<header><h2 id="fleet">${reader.count(totals.devices, '{0} device', '{0} devices')}</h2>
<p class="muted">${stateText(totals, reader)}</p>
${form(context, reader)}</header>
<div class="card"><table>
<thead><tr>${columns}</tr></thead>
<tbody>${shown.map(({ device, stale }) => deviceRow(device, stale, context, reader))}</tbody>
${totals.meters > 0 && totalRow(totals, reader)}
</table></div>
${totals.devices > shown.length && notShown(shown.length, totals, reader)}
</section>`;
}

function stateText({ troubled }: Totals, reader: Reader): string {
  if (troubled === 0) return reader.text('all channels fresh');
  return reader.text(
    '{0} with stale channels, shown first',
    reader.count(troubled, '{0} device', '{0} devices'),
  );
}

function form({ lang }: RequestContext, reader: Reader): Html {
  const language = lang !== undefined && html`<input type="hidden" name="lang" value="${lang}">`;
  return html`<form action="/">${language}<label>${reader.text('Device')} <input name="ident" autocomplete="off" spellcheck="false" required></label><button>${reader.text('Show')}</button></form>`;
}

function deviceRow(
  { ident, name, channels }: DeviceView,
  stale: number,
  context: RequestContext,
  reader: Reader,
): Html {
  const meter = channels.find(({ channel }) => channel === METER_CHANNEL);
  const net = meter && netPower(meter);
  const oldest = Math.max(...channels.map(({ ageSeconds }) => ageSeconds));
  const state =
    stale === 0
      ? reader.text('{0} fresh', reader.number(channels.length))
      : reader.text('{0} of {1} stale', reader.number(stale), reader.number(channels.length));
  return html`<tr data-key="${ident}" class="${stale === 0 ? 'fresh' : 'stale'}">
<th scope="row"><a href="${pageUrl(context, ident)}"><bdi>${ident}</bdi></a>${name !== undefined && html` <bdi class="muted">${name}</bdi>`}</th>
<td><span class="state">${icon(stale === 0 ? 'fresh' : 'stale')}${state}</span></td>
<td>${net === undefined ? '–' : netText(net, reader)}</td>
<td>${reader.span(oldest)}</td>
</tr>`;
}

/** What all fresh meters import and export, also those that are not shown. */
function totalRow({ meters, importWatts, exportWatts }: Totals, reader: Reader): Html {
  const name = reader.count(meters, 'Total of {0} meter', 'Total of {0} meters');
  const sum = reader.text(
    '{0} importing, {1} exporting',
    reader.power(importWatts),
    reader.power(exportWatts),
  );
  return html`<tfoot><tr><th scope="row">${name}</th><td colspan="3">${sum}</td></tr></tfoot>`;
}

function notShown(shown: number, { devices }: Totals, reader: Reader): Html {
  const text = '{0} of {1} are shown. To see another, enter its ident above or open {2}; {3} has all.';
  const [open, all] = [html`<code>/?ident=…</code>`, html`<a href="/api/v1/channels">/api/v1/channels</a>`];
  return html`<p class="muted">${reader.html(text, shown, reader.number(devices), open, all)}</p>`;
}
