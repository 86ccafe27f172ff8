import type { Overview } from '../view/overview.ts';
import { ageText, plural, timeOf } from './format.ts';
import { type Html, html } from './html.ts';

/** Clients that the embedded broker did not let in, or cut off: whoever types a wrong password into a LOWI looks for it here. */
export function turnedAwaySection({ source, now }: Overview): Html | undefined {
  const { turnedAway = [] } = source;
  if (turnedAway.length === 0) return undefined;
  const rows = turnedAway.map(
    ({ remote, offence, at, times }) => html`<li data-key="${remote} ${offence}">
<p class="what"><code>${remote}</code> <b>${offence}</b></p>
<p class="when">${timeOf(at, now)} <span class="quiet">${ageText(Math.max(0, now - at))}${times > 1 && `, ${plural(times, 'time')} in all`}</span></p>
</li>`,
  );
  return html`<section class="refusals" aria-labelledby="away">
<h2 id="away">Lately turned away, or cut off, by the broker</h2>
<ol class="card">${rows}</ol>
</section>`;
}

/** What clients publish outside `mqtt.topics`: whoever sets up a bridge or a script with a wrong topic looks for it here. */
export function unmatchedSection({ source, now }: Overview): Html | undefined {
  const { unmatched = [] } = source;
  if (unmatched.length === 0) return undefined;
  const rows = unmatched.map(
    ({ client, topic, at, times }) => html`<li data-key="${client} ${topic}">
<p class="what">Client <b><bdi>${client}</bdi></b> publishes on <code class="topic">${topic}</code></p>
<p class="when">${timeOf(at, now)} <span class="quiet">${ageText(Math.max(0, now - at))}${times > 1 && `, ${plural(times, 'time')} in all`}</span></p>
</li>`,
  );
  return html`<section class="refusals" aria-labelledby="unmatched">
<h2 id="unmatched">Published outside the topics</h2>
<p class="quiet">The exporter does not read these; expected <code>&lt;ident&gt;/PUB/CH&lt;n&gt;</code> (<code>mqtt.topics</code>).</p>
<ol class="card">${rows}</ol>
</section>`;
}
