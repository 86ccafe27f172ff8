import type { Rejection } from '../../channels/rejections.ts';
import type { Overview } from '../view/overview.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';
import type { Text } from './texts/texts.ts';

/** Characters of a topic that are shown; MQTT allows 64 KiB. */
const MAX_TOPIC = 160;
const MAX_REJECTIONS = 20;

/** What each reason means to a person. */
const REASONS: Readonly<Record<Rejection['reason'], Text>> = {
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
export function reasonText(reason: Rejection['reason']): Text {
  return REASONS[reason];
}

/** Recently rejected messages and fields, with the reason. */
export function rejectionsSection(overview: Overview, reader: Reader): Html {
  const { rejections } = overview;
  const rows = rejections.slice(0, MAX_REJECTIONS).map((rejection) => rejectionRow(rejection, reader));
  return html`<section class="rejections" aria-labelledby="rejected">
<h2 id="rejected">${reader.text('Recently rejected')}</h2>
${rows.length === 0 ? html`<p class="muted">${reader.text(nothingRejected(overview))}</p>` : html`<ol class="card">${rows}</ol>`}
</section>`;
}

function nothingRejected({ messages, source }: Overview): Text {
  if (messages.received > 0) return 'None: all recent messages were accepted.';
  return source.unmatched
    ? 'No message on the topics of mqtt.topics yet; see above.'
    : 'No message received yet.';
}

function rejectionRow({ at, topic, reason, field, excerpt }: Rejection, reader: Reader): Html {
  const shown = topic.length > MAX_TOPIC ? `${topic.slice(0, MAX_TOPIC)}…` : topic;
  const [what, where] = [html`<b><code>${reason}</code></b>`, html`<code>${shown}</code>`];
  const words =
    field === undefined
      ? reader.html('{0} on {1}', what, where)
      : reader.html('{0} in field {1} on {2}', what, html`<code>${field}</code>`, where);
  return html`<li data-key="${at} ${field ?? ''}">
<p>${words}</p>
${occurrences(at, 1, reader)}
<p class="why muted">${reader.text(reasonText(reason))}</p>
${excerpt === '' ? html`<p class="excerpt muted">${reader.text('(empty)')}</p>` : html`<pre class="excerpt"><code>${excerpt}</code></pre>`}
</li>`;
}

/** Clients that the embedded broker denied or disconnected, as after a wrong password in the LOWI. */
export function deniedClientsSection({ source }: Overview, reader: Reader): Html | undefined {
  const { denied = [] } = source;
  if (denied.length === 0) return undefined;
  const rows = denied.map(
    ({ remote, text, at, times }) => html`<li data-key="${remote} ${text}">
<p><code>${remote}</code> <b>${reader.foreign(text)}</b></p>
${occurrences(at, times, reader)}
</li>`,
  );
  return html`<section class="rejections" aria-labelledby="denied">
<h2 id="denied">${reader.text('Clients denied by the broker in the last hour')}</h2>
<ol class="card">${rows}</ol>
</section>`;
}

/** Publishes outside `mqtt.topics`, as from a bridge or a script with a wrong topic. */
export function unmatchedSection({ source }: Overview, reader: Reader): Html | undefined {
  const { unmatched = [] } = source;
  if (unmatched.length === 0) return undefined;
  const rows = unmatched.map(
    ({ client, topic, at, times }) => html`<li data-key="${client} ${topic}">
<p>${reader.html('Client {0} publishes on {1}', html`<b><bdi>${client}</bdi></b>`, html`<code>${topic}</code>`)}</p>
${occurrences(at, times, reader)}
</li>`,
  );
  return html`<section class="rejections" aria-labelledby="unmatched">
<h2 id="unmatched">${reader.text('Publishes outside mqtt.topics')}</h2>
<p class="muted">${reader.html('The exporter ignores these topics. A LOWI publishes on `<ident>/PUB/CH<n>`.')}</p>
<ol class="card">${rows}</ol>
</section>`;
}

function occurrences(at: number, times: number, reader: Reader): Html {
  const { time } = reader;
  const total = times > 1 && `, ${reader.text('{0} times in total', reader.number(times))}`;
  return html`<p class="when">${time.exact(at)} <span class="muted">${reader.age(Math.max(0, time.unix - at))}${total}</span></p>`;
}
