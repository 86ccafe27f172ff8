import type { Overview } from '../overview.ts';
import { type Html, html } from './html.ts';
import { plural } from './numbers.ts';
import { ageText, timeOf } from './time.ts';

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
