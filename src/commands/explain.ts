import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Channels } from '../channels/channels.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import type { Rejection } from '../channels/rejections.ts';
import { ONLY_SHARD } from '../channels/settings.ts';
import { systemClock } from '../clock.ts';
import { printable } from '../logging/escaping.ts';
import { linesOf, renderChannels } from '../metrics/page.ts';
import { BAD_CONFIGURATION, type Flags, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `lowi-exporter explain`: prints the samples of one payload, and what is rejected and why. */
export async function explain(
  { topic, ...flags }: Flags & { topic: string },
  file: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  const payload = file === undefined ? await buffer(terminal.stdin) : await readFile(file);
  const rejections: Rejection[] = [];
  const settings = { ...loaded.settings.channels, shard: ONLY_SHARD }; // accepts devices of all shards
  const channels = new Channels(settings, (rejection) => rejections.push(rejection));
  channels.receive(topic, payload, false, systemClock());
  const lines = [
    ...samplesOf(channels.registry),
    ...rejections.map((rejection) => describe(rejection, topic)),
  ];
  terminal.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
  return channels.messageCounters.accepted > 0 ? 0 : 1;
}

function samplesOf(channels: ChannelRegistry): string[] {
  const page = renderChannels('text', linesOf(channels, channels.idents(), systemClock()));
  const text = Buffer.concat(page).toString();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function describe({ field, reason, excerpt }: Rejection, topic: string): string {
  if (reason === 'topic')
    return `message rejected: topic, expected <ident>/PUB/CH<digits>, got ${JSON.stringify(topic)}`;
  const subject = field === undefined ? 'message rejected' : `field ${field} rejected`;
  return `${subject}: ${reason}, got ${JSON.stringify(excerpt)}`;
}
