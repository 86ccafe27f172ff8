import type { Rejection } from '../../channels/rejections.ts';
import type { Overview } from '../view/overview.ts';
import { ageText, timeOf } from './format.ts';
import { type Html, html } from './html.ts';

/** Longest topic shown; MQTT allows 64 KiB. */
const SHOWN_TOPIC = 160;
const SHOWN_ROWS = 20;

/** What each reason means to a person. */
const REASONS: Readonly<Record<Rejection['reason'], string>> = {
  topic: 'The topic does not end in <ident>/PUB/CH<digits>, so it is no reading.',
  too_large: 'Longer than 64 KiB; a LOWI sends about 250 bytes.',
  not_json: 'The payload is not JSON.',
  not_object: 'JSON, but not an object of fields.',
  no_fields: 'No number was found in it.',
  retained: 'Kept by the broker from earlier: it says nothing about now.',
  channel_limit: 'No room for another channel: lowi.maxChannels is reached.',
  not_a_number: 'This field should hold a number; the rest of the message counted.',
  decrease:
    'Withheld: this counter fell. The page keeps its last value until five publishes over five minutes agree on a new one; 0 takes an hour.',
  jump: 'Withheld: this counter rose faster than possible. The page keeps its last value until five publishes over five minutes agree on a new one.',
  out_of_range: 'No meter reads this: below 0, absurdly large, or a switch that is neither 0 nor 1.',
};

/** The words for a reason. */
export function reasonText(reason: Rejection['reason']): string {
  return REASONS[reason];
}

/** What was refused lately, and why. */
export function rejectionSection({ rejections, messages, source, now }: Overview): Html {
  return html`<section class="refusals" aria-labelledby="refused">
<h2 id="refused">Lately refused</h2>
${rejections.length === 0 ? html`<p class="quiet">${messages.received === 0 ? (source.unmatched ? 'Nothing has arrived on the topics of mqtt.topics yet; see above.' : 'Nothing has arrived yet.') : 'Nothing: all that arrived lately was understood.'}</p>` : list(rejections, now)}
</section>`;
}

function list(rejections: readonly Rejection[], now: number): Html {
  const rows = rejections.slice(0, SHOWN_ROWS).map((rejection) => row(rejection, now));
  return html`<ol class="card">${rows}</ol>`;
}

function row({ at, topic, reason, field, excerpt }: Rejection, now: number): Html {
  const shown = topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic;
  return html`<li data-key="${at} ${field ?? ''}">
<p class="what"><b><code>${reason}</code></b> ${field !== undefined && html`in field <code>${field}</code> `}on <code class="topic">${shown}</code></p>
<p class="when">${timeOf(at, now)} <span class="quiet">${ageText(Math.max(0, now - at))}</span></p>
<p class="why quiet">${reasonText(reason)}</p>
${excerpt === '' ? html`<p class="excerpt quiet">(empty)</p>` : html`<pre class="excerpt"><code>${excerpt}</code></pre>`}
</li>`;
}
