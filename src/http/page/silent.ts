import type { ChannelView } from '../view/overview.ts';
import { channelFoot, stateWord } from './channel.ts';
import { type Html, html, icon } from './html.ts';
import type { Reader } from './reader.ts';

/** How many channels are stale. */
export function staleChannels(channels: readonly ChannelView[]): number {
  return channels.reduce((sum, { fresh }) => (fresh ? sum : sum + 1), 0);
}

/** Whether a LOWI has several channels and none of them is fresh: then it is the LOWI that is stale. */
export function isSilent(channels: readonly ChannelView[]): boolean {
  return channels.length > 1 && channels.every(({ fresh }) => !fresh);
}

/** Unix time of the latest publish; undefined without one. */
export function latestPublish(channels: readonly ChannelView[]): number | undefined {
  const latest = Math.max(...channels.map(({ lastPublish }) => lastPublish ?? Number.NEGATIVE_INFINITY));
  return Number.isFinite(latest) ? latest : undefined;
}

/** The card of a stale LOWI, in place of one for each of its channels. */
export function silentCard(channels: readonly ChannelView[], reader: Reader): Html {
  const latest = latestPublish(channels);
  const words =
    latest === undefined
      ? reader.html('No publish yet.')
      : reader.html('No publish since {0}. Last values withdrawn.', reader.time.exact(latest));
  const age = Math.min(...channels.map(({ ageSeconds }) => ageSeconds));
  return html`<article class="silent card stale" data-key="silent">
<header><h3>${icon('stale')}LOWI</h3><p class="age">${stateWord(false, reader)} ${reader.age(age)}</p></header>
<p class="no-values">${words} ${reader.text('Check the LOWI’s power and Wi-Fi.')}</p>
<ul>${channels.map(({ channel, name }) => html`<li data-key="${channel}"><code>${channel}</code> <bdi>${name}</bdi></li>`)}</ul>
${channels.map((channel) => channelFoot(channel, reader))}
</article>`;
}
