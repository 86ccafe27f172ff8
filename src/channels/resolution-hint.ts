import type { Channel } from './channel.ts';
import { currentResolution } from './scale.ts';
import type { ChannelSettings } from './settings.ts';

/** What to change where U × I contradicts a channel's power by ten; undefined while it does not. */
export function resolutionHint(channel: Channel, settings: ChannelSettings): string | undefined {
  const { ident, rules } = channel;
  const inForce = currentResolution(settings, ident);
  const better = rules.resolution.better(channel, inForce);
  if (better === undefined) return undefined;
  const own = settings.devices.get(ident)?.currentResolution !== undefined;
  const key = own ? `devices.${ident}.currentResolution` : 'lowi.currentResolution';
  const off = better < inForce ? 'ten times' : 'a tenth of';
  return `U × I is about ${off} the power: set ${key} to ${Number(better.toPrecision(6))} (now ${inForce})`;
}
