import { freshnessOf } from '../../channels/freshness.ts';
import type { ChannelRegistry } from '../../channels/registry.ts';
import type { Clock } from '../../clock.ts';
import type { Turns } from '../../metrics/rendering-turns.ts';
import type { Totals } from './overview.ts';

/** Channels judged before others get their turn: a millisecond or two of work. */
const CHANNELS_A_TURN = 2500;
/** Devices that a page can show at most, and some more. */
const MOST_FIRST = 100;
/** A summary is used again for ten times as long as it took, a second at most: a house always gets a new one. */
const REUSE = 10;
const LONGEST_REUSE_MS = 1000;

/** All devices in numbers, and those to show first: those with a stale channel, then the others, by ident. */
export interface Summary {
  totals: Totals;
  first: readonly string[];
}

/** Summarizes all channels for the status page. Those who ask while it is being done share it. */
export class FleetSummary {
  readonly #channels: ChannelRegistry;
  readonly #clock: Clock;
  readonly #turns: Turns;
  #latest: Promise<Summary> | undefined;
  #reusableUntil = 0;

  constructor(channels: ChannelRegistry, clock: Clock, turns: Turns) {
    this.#channels = channels;
    this.#clock = clock;
    this.#turns = turns;
  }

  get(): Promise<Summary> {
    const begun = performance.now();
    if (this.#latest && begun < this.#reusableUntil) return this.#latest;
    this.#reusableUntil = Number.POSITIVE_INFINITY;
    this.#latest = this.#summarize().finally(() => {
      const ended = performance.now();
      this.#reusableUntil = ended + Math.min(REUSE * (ended - begun), LONGEST_REUSE_MS);
    });
    return this.#latest;
  }

  async #summarize(): Promise<Summary> {
    const devices = new DeviceCounts();
    for (const [i, channel] of this.#channels.list().entries()) {
      if (i % CHANNELS_A_TURN === CHANNELS_A_TURN - 1) await this.#turns.next();
      devices.add(channel.ident, freshnessOf(channel, this.#channels.settings, this.#clock()).fresh);
    }
    return devices.summary();
  }
}

/** Counts channels that are added device by device. */
class DeviceCounts {
  readonly #troubled = new First(MOST_FIRST);
  readonly #others = new First(MOST_FIRST);
  readonly #channels = { all: 0, stale: 0 };
  #device: { ident: string; stale: number } | undefined;

  add(ident: string, fresh: boolean): void {
    if (ident !== this.#device?.ident) this.#closeDevice({ ident, stale: 0 });
    this.#channels.all++;
    if (fresh || !this.#device) return;
    this.#channels.stale++;
    this.#device.stale++;
  }

  summary(): Summary {
    this.#closeDevice();
    const [troubled, others] = [this.#troubled, this.#others];
    const { all: channels, stale } = this.#channels;
    return {
      totals: { devices: troubled.count + others.count, troubled: troubled.count, channels, stale },
      first: [...troubled.idents, ...others.idents].slice(0, MOST_FIRST),
    };
  }

  #closeDevice(next?: { ident: string; stale: number }): void {
    if (this.#device) (this.#device.stale > 0 ? this.#troubled : this.#others).add(this.#device.ident);
    this.#device = next;
  }
}

/** The first idents in order of all that are added; to sort a fleet's would take a tenth of a second. */
class First {
  readonly idents: string[] = [];
  count = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(ident: string): void {
    this.count++;
    if (this.idents.length === this.#most && ident > (this.idents.at(-1) as string)) return;
    const after = this.idents.findIndex((other) => other > ident);
    this.idents.splice(after < 0 ? this.idents.length : after, 0, ident);
    if (this.idents.length > this.#most) this.idents.pop();
  }
}
