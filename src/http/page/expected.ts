import type { ExpectedChannel, Overview } from '../view/overview.ts';
import { type Html, html, icon } from './html.ts';
import type { Reader } from './reader.ts';
import type { RequestContext } from './request.ts';

const MAX_EXPECTED_DEVICES = 50;
const MAX_EXPECTED_CHANNELS = 20;

/** Lists the devices of the configuration file without a publish; below a table of devices, all expected channels. */
export function expectedSection(
  overview: Overview,
  isTable: boolean,
  { ident }: RequestContext,
  reader: Reader,
): Html | undefined {
  const { devices: seen, expected = [] } = overview;
  const shown = new Set(isTable && ident === undefined ? [] : seen.map((device) => device.ident));
  const devices = byDevice(
    expected.filter((one) => !shown.has(one.ident) && one.ident === (ident ?? one.ident)),
  );
  if (devices.size === 0) return undefined;
  const rows = [...devices].slice(0, MAX_EXPECTED_DEVICES).map((device) => expectedRow(device, reader));
  const all = html`<a href="/api/v1/channels">/api/v1/channels</a>`;
  return html`<section class="expected-devices" aria-labelledby="expected">
<h2 id="expected">${reader.text('Expected, not yet seen')}</h2>
<p class="muted">${reader.text('In the configuration file, but without a publish so far.')}</p>
<dl class="card">${rows}</dl>
${devices.size > rows.length && html`<p class="muted">${reader.html('{0} of {1} are shown; {2} has all.', rows.length, reader.number(devices.size), all)}</p>`}
</section>`;
}

/** Cards of channels without a publish, of a device with one. */
export function expectedCards(expected: readonly ExpectedChannel[], reader: Reader): Html[] {
  const words = reader.text(
    'Expected, not yet seen: in the configuration file, but without a publish so far.',
  );
  return expected.slice(0, MAX_EXPECTED_CHANNELS).map(
    ({ channel, name }) => html`<article class="channel card expected" data-key="expected ${channel}">
<header><h3>${icon('other')}<bdi>${name || channel}</bdi></h3><p class="about"><code>${channel}</code></p></header>
<p class="no-values">${words}</p>
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

function expectedRow([ident, channels]: [string, ExpectedChannel[]], reader: Reader): Html {
  const shown = channels.slice(0, MAX_EXPECTED_CHANNELS);
  const more = channels.length - shown.length;
  return html`<div data-key="${ident}"><dt><code><bdi>${ident}</bdi></code></dt>
<dd>${shown.map(({ channel, name }) => html`<span data-key="${channel}"><code>${channel}</code> <bdi>${name}</bdi></span> `)}${more > 0 && reader.text('and {0} more', reader.number(more))}</dd></div>`;
}
