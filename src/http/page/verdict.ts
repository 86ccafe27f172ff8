import type { DeviceView, Overview, Totals } from '../view/overview.ts';
import { isUnreachable } from './connection.ts';
import { type Html, html, icon } from './html.ts';
import type { Reader } from './reader.ts';
import { isSilent, latestPublish } from './silent.ts';

type Level = 'fresh' | 'near' | 'stale';

/** The state of everything in one line: what is wrong and what to check, or that all is fresh. */
export function verdict(overview: Overview, totals: Totals, reader: Reader): Html {
  const { level, words } = judge(overview, totals, reader);
  return html`<p class="verdict ${level}">${icon(level === 'fresh' ? 'fresh' : 'stale')}<span>${words}</span></p>`;
}

function judge(overview: Overview, totals: Totals, reader: Reader): { level: Level; words: Html } {
  const { source } = overview;
  if (!source.connected) return { level: 'stale', words: notConnected(overview, reader) };
  if (isUnreachable(overview))
    return {
      level: 'near',
      words: reader.html('No LOWI can reach the broker: it listens on this machine only'),
    };
  if (totals.devices === 0) {
    const isAlone = source.clients === 0;
    const text = isAlone ? 'No reading yet: no LOWI is connected to the broker' : 'No reading yet';
    return { level: 'near', words: reader.html(text) };
  }
  if (totals.stale > 0) return { level: 'stale', words: stale(overview.devices, totals, reader) };
  return { level: 'fresh', words: reader.html('All fresh') };
}

function notConnected({ source: { kind, error } }: Overview, reader: Reader): Html {
  const text = kind === 'mqtt' ? 'Not connected to the broker' : 'Embedded broker not listening';
  return html`${reader.text(text)}${error !== undefined && `: ${error}`}`;
}

/** Names the LOWI or the channel if there is only one, else counts. */
function stale(devices: readonly DeviceView[], totals: Totals, reader: Reader): Html {
  if (totals.troubled !== 1)
    return reader.html(
      '{0} of {1} devices with stale channels: check power and Wi-Fi',
      reader.number(totals.troubled),
      reader.number(totals.devices),
    );
  const device = devices.find(({ channels }) => channels.some(({ fresh }) => !fresh));
  const since = device && latestPublish(device.channels.filter(({ fresh }) => !fresh));
  const name = device && nameOfStale(device, totals.devices === 1);
  if (!name || since === undefined) return counted(totals, reader);
  return reader.html('{0} stale since {1}: check power and Wi-Fi', name, reader.time.minute(since));
}

/** The LOWI if all of it is stale, or the one channel that is; undefined for several. */
function nameOfStale({ ident, name = ident, channels }: DeviceView, isOnly: boolean): Html | undefined {
  const device = html`<bdi>${name}</bdi>`;
  if (isSilent(channels)) return html`LOWI ${device}`;
  const [channel, another] = channels.filter(({ fresh }) => !fresh);
  if (!channel || another) return undefined;
  const words = html`${channel.channel}${channel.name !== '' && html` (<bdi>${channel.name}</bdi>)`}`;
  return isOnly ? words : html`${words} · ${device}`;
}

function counted({ stale, channels }: Totals, reader: Reader): Html {
  const counts = [reader.number(stale), reader.number(channels)];
  return reader.html('{0} of {1} channels stale: check power and Wi-Fi', ...counts);
}
