import { REJECTION_REASONS } from '../../channels/rejections.ts';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import { isLoopback } from '../../net/listen.ts';
import type { Overview, Totals } from '../view/overview.ts';
import { numberText } from './format.ts';
import { type Html, html, icon } from './html.ts';
import type { PageTime } from './page-time.ts';
import { reasonText } from './rejections.ts';

/** The source of the messages, and how many were received. */
export function connectionSection(overview: Overview, totals: Totals, now: PageTime): Html {
  const { source, messages } = overview;
  const { received, accepted } = messages;
  const state = stateOf(overview);
  return html`<section class="connection card" aria-label="Connection">
<p class="source ${state}">${icon(state === 'fresh' ? 'fresh' : 'stale')}
<span>${sourceText(source, state)}</span></p>
<dl class="counts">
${source.clients !== undefined && html`<div><dt>Clients</dt><dd>${count(source.clients)}</dd></div>`}
<div><dt>Channels</dt><dd>${channelCount(totals)}</dd></div>
<div><dt>Received</dt><dd>${count(received)}</dd></div>
<div><dt>Accepted</dt><dd>${count(accepted)}</dd></div>
<div><dt>Rejected</dt><dd>${count(received - accepted)}</dd></div>
<div><dt>As of</dt><dd>${now.exact(now.unix)} <span class="muted">${now.timezone}</span></dd></div>
</dl>
${received > accepted && rejectionReasons(messages.rejected)}
</section>`;
}

type State = 'fresh' | 'near' | 'stale';

function stateOf(overview: Overview): State {
  if (!overview.source.connected) return 'stale';
  return isUnreachable(overview) ? 'near' : 'fresh';
}

function channelCount({ channels, stale }: Totals): Html {
  return html`${count(channels)}${stale > 0 && html` <span class="note">${numberText(stale)} stale</span>`}`;
}

function sourceText({ kind, connected, address, fault, connections }: SourceStatus, state: State): Html {
  const at = html`<code>${address}</code>`;
  const reconnects =
    connections > 1 &&
    kind === 'mqtt' &&
    html` <span class="muted">(connected ${connections} times so far)</span>`;
  const why = fault === undefined ? '' : `: ${fault}`;
  if (kind === 'mqtt') {
    return connected
      ? html`<b>Connected</b> to the broker at ${at}${reconnects}`
      : html`<b>Not connected</b> to the broker at ${at}${why}${reconnects}`;
  }
  return connected
    ? html`<b>Embedded broker listening</b> at ${at}${state === 'near' && ', on this machine only: no LOWI can reach it'}`
    : html`<b>Embedded broker not listening</b> at ${at}${why}`;
}

function rejectionReasons(rejected: Overview['messages']['rejected']): Html {
  const rows = REJECTION_REASONS.filter((reason) => rejected[reason] > 0).map(
    (reason) =>
      html`<div data-key="${reason}"><dt><code>${reason}</code> ${count(rejected[reason])}</dt><dd class="muted">${reasonText(reason)}</dd></div>`,
  );
  return html`<details><summary>Rejected messages by reason</summary><dl class="reasons">${rows}</dl></details>`;
}

function count(value: number): Html {
  return html`<data value="${value}">${numberText(value)}</data>`;
}

/** Whether the embedded broker listens on loopback and no channel is fresh: then no LOWI can reach it. */
function isUnreachable({ source, devices }: Pick<Overview, 'source' | 'devices'>): boolean {
  if (source.kind !== 'embedded' || !URL.canParse(source.address)) return false;
  const isFresh = devices.some(({ channels }) => channels.some(({ fresh }) => fresh));
  return !isFresh && isThisMachine(new URL(source.address).hostname);
}

/** `isLoopback` for the host of a URL, where an IPv6 address has brackets. */
export function isThisMachine(hostname: string): boolean {
  return isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
