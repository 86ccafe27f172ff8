import type { Rejection } from '../../channels/rejections.ts';
import type { Overview } from '../view/overview.ts';
import { ageText, plural } from './format.ts';
import { type Html, html } from './html.ts';
import type { PageTime } from './page-time.ts';

/** Characters of a topic that are shown; MQTT allows 64 KiB. */
const MAX_TOPIC = 160;
const MAX_REJECTIONS = 20;

/** What each reason means to a person. */
const REASONS: Readonly<Record<Rejection['reason'], string>> = {
  topic: 'The topic does not end in <ident>/PUB/CH<digits>.',
  too_large: 'Longer than 64 KiB; a LOWI sends about 250 bytes.',
  not_json: 'The payload is not JSON.',
  not_object: 'The payload is JSON, but not an object.',
  no_fields: 'The payload contains no number.',
  retained: 'Retained by the broker from an earlier publish, so not current.',
  channel_limit: 'Too many channels: lowi.maxChannels is reached.',
  not_a_number: 'This field must hold a number. The rest of the message was accepted.',
  decrease:
    'Withheld: this counter decreased. Its last value is shown until five publishes over five minutes agree on a new one; 0 takes an hour.',
  jump: 'Withheld: this counter increased faster than possible. Its last value is shown until five publishes over five minutes agree on a new one.',
  out_of_range: 'Impossible value: below 0, far too large, or a switch that is neither 0 nor 1.',
};

/** Explains a reason. */
export function reasonText(reason: Rejection['reason']): string {
  return REASONS[reason];
}

/** Recently rejected messages and fields, with the reason. */
export function rejectionsSection(overview: Overview, now: PageTime): Html {
  const { rejections } = overview;
  const rows = rejections.slice(0, MAX_REJECTIONS).map((rejection) => rejectionRow(rejection, now));
  return html`<section class="rejections" aria-labelledby="rejected">
<h2 id="rejected">Recently rejected</h2>
${rows.length === 0 ? html`<p class="muted">${nothingRejected(overview)}</p>` : html`<ol class="card">${rows}</ol>`}
</section>`;
}

function nothingRejected({ messages, source }: Overview): string {
  if (messages.received > 0) return 'None: all recent messages were accepted.';
  return source.unmatched
    ? 'No message on the topics of mqtt.topics yet; see above.'
    : 'No message received yet.';
}

function rejectionRow({ at, topic, reason, field, excerpt }: Rejection, now: PageTime): Html {
  const shown = topic.length > MAX_TOPIC ? `${topic.slice(0, MAX_TOPIC)}…` : topic;
  return html`<li data-key="${at} ${field ?? ''}">
<p><b><code>${reason}</code></b> ${field !== undefined && html`in field <code>${field}</code> `}on <code>${shown}</code></p>
<p class="when">${now.exact(at)} <span class="muted">${ageText(Math.max(0, now.unix - at))}</span></p>
<p class="why muted">${reasonText(reason)}</p>
${excerpt === '' ? html`<p class="excerpt muted">(empty)</p>` : html`<pre class="excerpt"><code>${excerpt}</code></pre>`}
</li>`;
}

/** Clients that the embedded broker denied or disconnected, as after a wrong password in the LOWI. */
export function deniedClientsSection({ source }: Overview, now: PageTime): Html | undefined {
  const { turnedAway = [] } = source;
  if (turnedAway.length === 0) return undefined;
  const rows = turnedAway.map(
    ({ remote, offence, at, times }) => html`<li data-key="${remote} ${offence}">
<p><code>${remote}</code> <b>${offence}</b></p>
${occurrences(at, times, now)}
</li>`,
  );
  return html`<section class="rejections" aria-labelledby="denied">
<h2 id="denied">Clients denied by the broker in the last hour</h2>
<ol class="card">${rows}</ol>
</section>`;
}

/** Publishes outside `mqtt.topics`, as from a bridge or a script with a wrong topic. */
export function unmatchedSection({ source }: Overview, now: PageTime): Html | undefined {
  const { unmatched = [] } = source;
  if (unmatched.length === 0) return undefined;
  const rows = unmatched.map(
    ({ client, topic, at, times }) => html`<li data-key="${client} ${topic}">
<p>Client <b><bdi>${client}</bdi></b> publishes on <code>${topic}</code></p>
${occurrences(at, times, now)}
</li>`,
  );
  return html`<section class="rejections" aria-labelledby="unmatched">
<h2 id="unmatched">Publishes outside mqtt.topics</h2>
<p class="muted">The exporter ignores these topics. A LOWI publishes on <code>&lt;ident&gt;/PUB/CH&lt;n&gt;</code>.</p>
<ol class="card">${rows}</ol>
</section>`;
}

function occurrences(at: number, times: number, now: PageTime): Html {
  return html`<p class="when">${now.exact(at)} <span class="muted">${ageText(Math.max(0, now.unix - at))}${times > 1 && `, ${plural(times, 'time')} in total`}</span></p>`;
}
