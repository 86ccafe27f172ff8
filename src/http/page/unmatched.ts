import type { Overview } from '../overview.ts';
import { type Html, html } from './html.ts';
import { plural } from './numbers.ts';
import { ageText, timeOf } from './time.ts';

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
