import { REJECTIONS } from '../../channels/tally.ts';
import type { SourceStatus } from '../../sources/source.ts';
import type { Overview, Totals } from '../overview.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { numberText } from './numbers.ts';
import { reasonText } from './refusals.ts';
import { timeOf } from './time.ts';

/** Where the messages come from and how many came. */
export function connectionSection({ source, messages, now }: Overview, totals: Totals): Html {
  const { received, accepted } = messages;
  return html`<section class="connection card" aria-label="Connection">
<p class="source ${source.connected ? 'fresh' : 'stale'}">${icon(source.connected ? 'fresh' : 'stale')}
<span>${sourceWords(source)}</span></p>
<dl class="counts">
<div><dt>Channels</dt><dd>${channelCount(totals)}</dd></div>
<div><dt>Received</dt><dd>${count(received)}</dd></div>
<div><dt>Accepted</dt><dd>${count(accepted)}</dd></div>
<div><dt>Refused</dt><dd>${count(received - accepted)}</dd></div>
<div><dt>As of</dt><dd>${timeOf(now, now)}</dd></div>
</dl>
${received > accepted && reasons(messages.rejected)}
</section>`;
}

function channelCount({ channels, stale }: Totals): Html {
  return html`${count(channels)}${stale > 0 && html` <span class="note">${numberText(stale)} stale</span>`}`;
}

function sourceWords({ kind, connected, address, fault, connections }: SourceStatus): Html {
  const where = html`<code>${address}</code>`;
  const again =
    connections > 1 &&
    kind === 'mqtt' &&
    html` <span class="quiet">(connected ${connections} times so far)</span>`;
  const why = fault === undefined ? '' : `: ${fault}`;
  if (kind === 'mqtt') {
    return connected
      ? html`<b>Connected</b> to the broker at ${where}${again}`
      : html`<b>Not connected</b> to the broker at ${where}${why}${again}`;
  }
  return connected
    ? html`<b>Embedded broker listening</b> at ${where}`
    : html`<b>Embedded broker not listening</b> at ${where}${why}`;
}

function reasons(rejected: Overview['messages']['rejected']): Html {
  const rows = REJECTIONS.filter((reason) => rejected[reason] > 0).map(
    (reason) =>
      html`<div data-key="${reason}"><dt><code>${reason}</code> ${count(rejected[reason])}</dt><dd class="quiet">${reasonText(reason)}</dd></div>`,
  );
  return html`<details><summary>Refused messages by reason</summary><dl class="reasons">${rows}</dl></details>`;
}

function count(value: number): Html {
  return html`<data value="${value}">${numberText(value)}</data>`;
}
