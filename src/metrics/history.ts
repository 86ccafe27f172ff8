import type { Channels } from '../channels/channels.ts';
import { freshnessOf } from '../channels/freshness.ts';
import type { Moment } from '../channels/moment.ts';
import { ChannelPage } from './channel-page.ts';
import { END_OF_PAGE } from './format.ts';
import type { RenderTelemetry } from './telemetry.ts';

/** Pages of many moments as one OpenMetrics text, merged by family: what Prometheus backfills from. */
export class History {
  private readonly page = new ChannelPage();
  /** By family: its head, and the samples of every moment. */
  private readonly telemetry = new Map<string, string[]>();

  /** Adds the page as of a moment. */
  async add(channels: Channels, telemetry: RenderTelemetry, now: Moment): Promise<void> {
    channels.forget(now);
    for (const channel of channels.list()) {
      this.page.add(channel, freshnessOf(channel, channels.settings, now), now.unix);
    }
    this.addTelemetry(await telemetry('openmetrics'), now.unix);
  }

  blocks(): Buffer[] {
    const telemetry = [...this.telemetry].map(([head, samples]) => Buffer.from(`${head}${samples.join('')}`));
    return [...this.page.blocks('openmetrics'), ...telemetry, Buffer.from(END_OF_PAGE)];
  }

  private addTelemetry(text: string, at: number): void {
    for (const family of text.replace(END_OF_PAGE, '').split(/^(?=# HELP)/m)) {
      const lines = family.trimEnd().split('\n');
      const head = `${lines.filter((line) => line.startsWith('#')).join('\n')}\n`;
      const samples = this.telemetry.get(head) ?? [];
      this.telemetry.set(head, samples);
      for (const line of lines) if (!line.startsWith('#')) samples.push(`${line} ${at}\n`);
    }
  }
}
