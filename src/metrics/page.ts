import { setImmediate } from 'node:timers/promises';
import type { Channels } from '../channels/channels.ts';
import { freshnessOf } from '../channels/freshness.ts';
import type { Clock } from '../channels/moment.ts';
import { ChannelPage } from './channel-page.ts';
import { END_OF_PAGE, type Format } from './format.ts';
import type { RenderTelemetry } from './telemetry.ts';

/** Renders `/metrics`; with idents, the channel series of those devices only. */
export type RenderPage = (format: Format, idents?: readonly string[]) => Promise<Buffer[]>;

/** Channels written before the event loop is let run again: a few milliseconds' worth. */
const CHANNELS_PER_PIECE = 1000;

/** Makes the page's renderer: the channels as they stand at the scrape, then the exporter's own series. */
export function createPage(channels: Channels, clock: Clock, telemetry: RenderTelemetry): RenderPage {
  const underWay = new Map<Format, Promise<Buffer[]>>();
  const whole = async (format: Format) => {
    const page = await channelPage(channels, clock);
    return [...page.blocks(format), Buffer.from(await telemetry(format))];
  };
  return async (format, idents) => {
    if (idents) return pageOf(format, await channelPage(channels, clock, idents));
    // Scrapes that come together share one rendering.
    const page = underWay.get(format) ?? whole(format).finally(() => underWay.delete(format));
    underWay.set(format, page);
    return page;
  };
}

function pageOf(format: Format, page: ChannelPage): Buffer[] {
  return [...page.blocks(format), Buffer.from(format === 'openmetrics' ? END_OF_PAGE : '')];
}

async function channelPage(
  channels: Channels,
  clock: Clock,
  idents?: readonly string[],
): Promise<ChannelPage> {
  const now = clock();
  channels.forget(now);
  const listed = channels.list(idents);
  const page = new ChannelPage(listed.length);
  let written = 0;
  for (const channel of listed) {
    if (++written % CHANNELS_PER_PIECE === 0) await setImmediate();
    page.add(channel, freshnessOf(channel, channels.settings, now));
  }
  return page;
}
