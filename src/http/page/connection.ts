import { REJECTION_REASONS } from '../../channels/rejections.ts';
import type { SourceStatus } from '../../mqtt/message-source.ts';
import { isLoopback } from '../../net/listen.ts';
import type { Overview, Totals } from '../view/overview.ts';
import { type Html, html, icon } from './html.ts';
import type { Reader } from './reader.ts';
import { reasonText } from './rejections.ts';

/** The source of the messages, and how many were received. */
export function connectionSection(overview: Overview, totals: Totals, reader: Reader): Html {
  const { source, messages } = overview;
  const { received, accepted } = messages;
  const state = stateOf(overview);
  const item = (name: string, value: Html | string) =>
    html`<div data-key="${name}"><dt>${name}</dt><dd>${value}</dd></div>`;
  const count = (value: number) => html`<data value="${value}">${reader.number(value)}</data>`;
  const { time } = reader;
  return html`<section class="connection card" aria-label="${reader.text('Connection')}">
<p class="source ${state}">${icon(state === 'fresh' ? 'fresh' : 'stale')}
<span>${sourceText(source, state, reader)}</span></p>
<dl class="counts">
${source.clients !== undefined && item(reader.text('Clients'), count(source.clients))}
${totals.devices > 1 && item(reader.text('Devices'), count(totals.devices))}
${item(reader.text('Channels'), html`${count(totals.channels)}${totals.stale > 0 && html` <span class="note">${reader.text('{0} stale', reader.number(totals.stale))}</span>`}`)}
${totals.meters > 1 && item(reader.text('Importing'), reader.power(totals.importWatts))}
${totals.meters > 1 && item(reader.text('Exporting'), reader.power(totals.exportWatts))}
${item(reader.text('Received'), count(received))}
${item(reader.text('Accepted'), count(accepted))}
${item(reader.text('Rejected'), count(received - accepted))}
${item(reader.text('As of'), html`${time.exact(time.unix)} <span class="muted">${time.timezone}</span>`)}
</dl>
${received > accepted && rejectionReasons(messages.rejected, reader)}
</section>`;
}

type State = 'fresh' | 'near' | 'stale';

function stateOf(overview: Overview): State {
  if (!overview.source.connected) return 'stale';
  return isUnreachable(overview) ? 'near' : 'fresh';
}

function sourceText(source: SourceStatus, state: State, reader: Reader): Html {
  const { kind, connected, address, error, connections } = source;
  const at = html`<code>${address}</code>`;
  const times = reader.text('(connected {0} times so far)', connections);
  const reconnects = connections > 1 && kind === 'mqtt' && html` <span class="muted">${times}</span>`;
  const why = error === undefined || connected ? '' : `: ${error}`;
  if (kind === 'mqtt') {
    const text = connected ? '*Connected* to the broker at {0}' : '*Not connected* to the broker at {0}';
    return html`${reader.html(text, at)}${why}${reconnects}`;
  }
  const text = connected ? '*Embedded broker listening* at {0}' : '*Embedded broker not listening* at {0}';
  const alone = state === 'near' && reader.text(', on this machine only: no LOWI can reach it');
  return html`${reader.html(text, at)}${why}${alone}`;
}

function rejectionReasons(rejected: Overview['messages']['rejected'], reader: Reader): Html {
  const rows = REJECTION_REASONS.filter((reason) => rejected[reason] > 0).map(
    (reason) =>
      html`<div data-key="${reason}"><dt><code>${reason}</code> ${reader.number(rejected[reason])}</dt><dd class="muted">${reader.text(reasonText(reason))}</dd></div>`,
  );
  return html`<details><summary>${reader.text('Rejected messages by reason')}</summary><dl class="reasons">${rows}</dl></details>`;
}

/** Whether the embedded broker listens on loopback and no channel is fresh: then no LOWI can reach it. */
export function isUnreachable({ source, devices }: Pick<Overview, 'source' | 'devices'>): boolean {
  if (source.kind !== 'embedded' || !URL.canParse(source.address)) return false;
  const isFresh = devices.some(({ channels }) => channels.some(({ fresh }) => fresh));
  return !isFresh && isThisMachine(new URL(source.address).hostname);
}

/** `isLoopback` for the host of a URL, where an IPv6 address has brackets. */
export function isThisMachine(hostname: string): boolean {
  return isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
