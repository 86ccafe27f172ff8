import { Channels, type NewLevel } from '../../src/channels/channels.ts';
import type { ChannelRegistry } from '../../src/channels/registry.ts';
import type { Rejection } from '../../src/channels/rejections.ts';
import type { ChannelSettings } from '../../src/channels/settings.ts';
import type { Moment } from '../../src/clock.ts';
import { loadSettings } from '../../src/config/load.ts';
import { linesOf, renderChannels } from '../../src/metrics/page.ts';

/** The default settings of the program. */
export function defaults(): ChannelSettings {
  const loaded = loadSettings({ flags: new Map(), env: {} });
  if ('errors' in loaded) throw new Error(loaded.errors.join('\n'));
  return loaded.settings.channels;
}

/** Channels with a clock that only the test moves. */
export class Pipeline {
  readonly rejections: Rejection[] = [];
  readonly newLevels: NewLevel[] = [];
  readonly channels: Channels;
  time = 1_700_000_000;
  /** By how much the machine's clock is ahead of `time`, in seconds. */
  clockSet = 0;
  /** What the monotonic clock is behind `time`, in seconds: another number in each process. */
  monotonicZero = 1e9;

  constructor(settings: Partial<ChannelSettings> = {}) {
    this.channels = new Channels(
      { ...defaults(), ...settings },
      (rejection) => this.rejections.push(rejection),
      () => {},
      (level) => this.newLevels.push(level),
    );
  }

  get registry(): ChannelRegistry {
    return this.channels.registry;
  }

  get now(): Moment {
    return { unix: this.time + this.clockSet, monotonic: this.time - this.monotonicZero };
  }

  publish(topic: string, payload: unknown, retained = false): void {
    const bytes =
      payload instanceof Uint8Array
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
    this.channels.receive(topic, bytes, retained, this.now);
  }

  /** The samples of `/metrics` as of now, by series. */
  samples(): Map<string, number> {
    const page = renderChannels('text', linesOf(this.registry, this.registry.idents(), this.now));
    return samplesOf(Buffer.concat(page).toString());
  }

  value(series: string): number | undefined {
    return this.samples().get(series);
  }
}

/** Reads a page's samples, by series. */
export function samplesOf(page: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of page.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const end = line.lastIndexOf(' ');
    const series = line.slice(0, end);
    if (samples.has(series)) throw new Error(`duplicate series: ${series}`);
    samples.set(series, Number(line.slice(end + 1)));
  }
  return samples;
}
