import type { Channel } from '../../channels/channel.ts';
import { freshnessOf } from '../../channels/freshness.ts';
import type { ChannelRegistry } from '../../channels/registry.ts';
import type { Clock } from '../../clock.ts';
import { slotOf } from '../../lowi/fields.ts';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import type { Turns } from '../../metrics/rendering-turns.ts';
import type { Totals } from './overview.ts';

/** Channels counted in one turn of the event loop: a millisecond or two of work. */
const CHANNELS_PER_TURN = 2500;
/** Devices listed first: more than the page can show. */
const MAX_FIRST = 100;
/** A summary is reused for ten times as long as it took, at most a second: a house always gets a new one. */
const REUSE_FACTOR = 10;
const MAX_REUSE_MS = 1000;

const [IMPORT, EXPORT] = ['PI', 'PE'].map((field) => slotOf(field)?.index ?? Number.NaN) as [number, number];

/** Counts over all devices, and the devices to show first: those with a stale channel, then the others, by ident. */
export interface Summary {
  totals: Totals;
  first: readonly string[];
}

/** Summarizes all channels for the status page. Calls made during a summary share it. */
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
      this.#reusableUntil = ended + Math.min(REUSE_FACTOR * (ended - begun), MAX_REUSE_MS);
    });
    return this.#latest;
  }

  async #summarize(): Promise<Summary> {
    const devices = new DeviceCounts();
    for (const [i, channel] of this.#channels.list().entries()) {
      if (i % CHANNELS_PER_TURN === CHANNELS_PER_TURN - 1) await this.#turns.next();
      devices.add(channel, freshnessOf(channel, this.#channels.settings, this.#clock()).fresh);
    }
    return devices.summary();
  }
}

/** Counts channels, which must be added device by device. */
class DeviceCounts {
  readonly #troubled = new SmallestIdents(MAX_FIRST);
  readonly #others = new SmallestIdents(MAX_FIRST);
  readonly #channels = { all: 0, stale: 0 };
  readonly #meters = { meters: 0, importWatts: 0, exportWatts: 0 };
  #device: { ident: string; stale: number } | undefined;

  add(channel: Channel, fresh: boolean): void {
    const { ident } = channel;
    if (ident !== this.#device?.ident) this.#closeDevice({ ident, stale: 0 });
    this.#channels.all++;
    if (fresh && channel.channel === METER_CHANNEL) this.#addMeter(channel);
    if (fresh || !this.#device) return;
    this.#channels.stale++;
    this.#device.stale++;
  }

  summary(): Summary {
    this.#closeDevice();
    const [troubled, others] = [this.#troubled, this.#others];
    const { all: channels, stale } = this.#channels;
    return {
      totals: {
        devices: troubled.count + others.count,
        troubled: troubled.count,
        ...{ channels, stale },
        ...this.#meters,
      },
      first: [...troubled.idents, ...others.idents].slice(0, MAX_FIRST),
    };
  }

  #addMeter(meter: Channel): void {
    this.#meters.meters++;
    this.#meters.importWatts += meter.value(IMPORT) || 0; // NaN if the last publish had none
    this.#meters.exportWatts += meter.value(EXPORT) || 0;
  }

  #closeDevice(next?: { ident: string; stale: number }): void {
    if (this.#device) (this.#device.stale > 0 ? this.#troubled : this.#others).add(this.#device.ident);
    this.#device = next;
  }
}

/** The alphabetically first of the added idents; sorting a whole fleet would take a tenth of a second. */
class SmallestIdents {
  readonly idents: string[] = [];
  count = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(ident: string): void {
    this.count++;
    if (this.idents.length === this.#max && ident > (this.idents.at(-1) as string)) return;
    const after = this.idents.findIndex((other) => other > ident);
    this.idents.splice(after < 0 ? this.idents.length : after, 0, ident);
    if (this.idents.length > this.#max) this.idents.pop();
  }
}
