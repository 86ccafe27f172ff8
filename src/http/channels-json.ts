import type { Channels } from '../channels/channels.ts';
import type { Clock } from '../channels/moment.ts';
import { placedChannels, viewChannel } from './device-views.ts';
import type { Overview } from './overview.ts';

/** The overview with these devices as JSON, channel by channel: all of a large fleet are more than memory holds. */
export function* overviewJson(overview: Overview, devices: Iterable<string>): Generator<string> {
  const entries = Object.entries(overview);
  const at = entries.findIndex(([key]) => key === 'devices');
  const [before, after] = [entries.slice(0, at), entries.slice(at + 1)].map((some) =>
    JSON.stringify(Object.fromEntries(some)).slice(1, -1),
  );
  yield `{${before}${before && ','}"devices":[`;
  yield* devices;
  yield `]${after && ','}${after}}`;
}

/** The elements of the JSON array of devices, each channel as it stands when it is its turn. */
export function* devicesJson(channels: Channels, clock: Clock, idents: Iterable<string>): Generator<string> {
  let device: string | undefined;
  for (const { ident, channel } of placedChannels(channels, idents)) {
    const view = JSON.stringify(viewChannel(channel, channels, clock()));
    if (ident === device) yield `,${view}`;
    else yield `${device === undefined ? '' : ']},'}{"ident":${JSON.stringify(ident)},"channels":[${view}`;
    device = ident;
  }
  if (device !== undefined) yield ']}';
}
