import type { ChannelRegistry } from '../../channels/registry.ts';
import { type ChannelNaming, inShard } from '../../channels/settings.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { ExpectedChannel } from './overview.ts';

const METER: readonly [string, ChannelNaming][] = [[METER_CHANNEL, {}]];

/** The channels that the configuration file names, of this shard, that were not seen yet; of a device named alone, its meter. */
export function viewExpected(channels: ChannelRegistry): ExpectedChannel[] {
  const { devices, shard } = channels.settings;
  const ours = [...devices].filter(([ident]) => inShard(ident, shard));
  return ours.flatMap(([ident, device]) => {
    const seen = new Set(channels.of([ident]).map(({ channel }) => channel));
    return (seen.size > 0 || device.channels.size > 0 ? [...device.channels] : METER)
      .filter(([channel]) => !seen.has(channel))
      .map(([channel, { name = '' }]) => ({ ident, channel, name }));
  });
}
