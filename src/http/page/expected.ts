import type { ExpectedChannel, Overview } from '../view/overview.ts';
import type { RequestContext } from './advice.ts';
import { numberText } from './format.ts';
import { type Html, html, icon } from './html.ts';

const MOST_DEVICES = 50;
const MOST_CHANNELS = 20;

/** Channels of a device that has spoken, which have not. */
export function expectedCards(expected: readonly ExpectedChannel[]): Html[] {
  return expected.slice(0, MOST_CHANNELS).map(
    ({ channel, name }) => html`<article class="channel card expected" data-key="expected ${channel}">
<header><h3>${icon('other')}<bdi>${name || channel}</bdi></h3><p class="about"><code>${channel}</code></p></header>
<p class="silence">Expected, not yet seen: the configuration file names it, and nothing came from it so far.</p>
</article>`,
  );
}

/** Devices that the configuration file names and that have never spoken; all expected channels where devices stand in a table. */
export function expectedSection(
  overview: Overview,
  areMany: boolean,
  { ident }: RequestContext,
): Html | undefined {
  const { devices: seen, expected = [] } = overview;
  const shown = new Set(areMany && ident === undefined ? [] : seen.map((device) => device.ident));
  const devices = byDevice(
    expected.filter((one) => !shown.has(one.ident) && one.ident === (ident ?? one.ident)),
  );
  if (devices.size === 0) return undefined;
  const rows = [...devices].slice(0, MOST_DEVICES).map(row);
  return html`<section class="awaited" aria-labelledby="awaited">
<h2 id="awaited">Expected, not yet seen</h2>
<p class="quiet">The configuration file names them, and nothing came from them so far.</p>
<dl class="card">${rows}</dl>
${devices.size > rows.length && html`<p class="quiet">${rows.length} of ${numberText(devices.size)} are shown; <a href="/api/v1/channels">/api/v1/channels</a> has all.</p>`}
</section>`;
}

function byDevice(expected: readonly ExpectedChannel[]): Map<string, ExpectedChannel[]> {
  const devices = new Map<string, ExpectedChannel[]>();
  for (const one of expected) {
    const channels = devices.get(one.ident) ?? [];
    devices.set(one.ident, channels);
    channels.push(one);
  }
  return devices;
}

function row([ident, channels]: [string, ExpectedChannel[]]): Html {
  const shown = channels.slice(0, MOST_CHANNELS);
  return html`<div data-key="${ident}"><dt><code><bdi>${ident}</bdi></code></dt>
<dd>${shown.map(({ channel, name }) => html`<span data-key="${channel}"><code>${channel}</code> <bdi>${name}</bdi></span> `)}${channels.length > shown.length && `and ${channels.length - shown.length} more`}</dd></div>`;
}
