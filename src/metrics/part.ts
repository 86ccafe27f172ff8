import type { Channel } from '../channels/channel.ts';
import { type Freshness, freshnessOf } from '../channels/freshness.ts';
import type { ChannelSettings } from '../channels/settings.ts';
import type { Moment } from '../clock.ts';
import type { Demand } from '../ledger/demand.ts';
import { quarterAt } from '../ledger/quarter.ts';
import { CHANNEL_FAMILIES } from './channel-families.ts';
import {
  type Column,
  FAMILY_COLUMNS,
  FIGURE_COLUMNS,
  READ_COLUMNS,
  ROW_WIDTH,
  SLOT_COLUMNS,
} from './columns.ts';
import { DynamicSection, SAME, SERIES_CHANGED, VALUES_CHANGED } from './dynamic-section.ts';
import { addressLabels } from './labels.ts';
import { StaticSection } from './static-section.ts';

/**
 * The lines of some channels on the page, kept from page to page. Only a channel to which something happened is looked at, and only what
 * differs from its last look is written anew.
 */
export class Part {
  readonly #channels: readonly Channel[];
  /** The samples as last seen, a row a channel, NaN where there is none. */
  readonly #table: Float64Array;
  readonly #sections: readonly (StaticSection | DynamicSection)[];
  readonly #changes = new Uint8Array(CHANNEL_FAMILIES.length);
  /** By channel: its version when it was looked at, and until when that look holds by the steady clock. */
  readonly #versions: Int32Array;
  readonly #holdsUntil: Float64Array;
  /** The clock quarter of the last page: demand changes with it. */
  #quarter = Number.NaN;

  constructor(channels: readonly Channel[]) {
    const addresses = channels.map(addressLabels);
    this.#channels = channels;
    this.#table = new Float64Array(channels.length * ROW_WIDTH).fill(Number.NaN);
    this.#sections = CHANNEL_FAMILIES.map((family, place) =>
      'series' in family
        ? new StaticSection(family.name, FAMILY_COLUMNS[place] ?? [], addresses, this.#table)
        : new DynamicSection(family, addresses),
    );
    this.#versions = new Int32Array(channels.length);
    this.#holdsUntil = new Float64Array(channels.length);
  }

  /** Whether it is of these channels, in this order. */
  isOf(channels: readonly Channel[]): boolean {
    return (
      channels.length === this.#channels.length &&
      channels.every((channel, i) => channel === this.#channels[i])
    );
  }

  /** The lines of each family, all of one moment. `lent`: the last ones are still being read. */
  lines(settings: ChannelSettings, now: Moment, lent = false): Buffer[] {
    const quarter = quarterAt(now.unix);
    if (quarter !== this.#quarter) this.#holdsUntil.fill(Number.NEGATIVE_INFINITY);
    this.#quarter = quarter;
    this.#changes.fill(SAME);
    for (let row = 0; row < this.#channels.length; row++) {
      const channel = this.#channels[row] as Channel;
      const holds =
        channel.version === this.#versions[row] && now.monotonic <= (this.#holdsUntil[row] as number);
      if (!holds && !channel.isEvicted) this.#look(row, channel, freshnessOf(channel, settings, now));
    }
    return this.#sections.map((section, family) => section.lines(this.#changes[family] as number, lent));
  }

  #look(row: number, channel: Channel, freshness: Freshness): void {
    this.#versions[row] = channel.version;
    this.#holdsUntil[row] = freshness.holdsUntil;
    const cell = row * ROW_WIDTH;
    this.#lookAtValues(cell, channel, freshness);
    for (const { place, family, read } of READ_COLUMNS)
      this.#see(cell + place, read(channel, freshness), family);
    if (channel.demand) this.#lookAtDemand(cell, channel.demand, freshness);
    for (let family = 0; family < this.#sections.length; family++) {
      const section = this.#sections[family];
      if (section instanceof DynamicSection && section.sees(row, channel, freshness))
        this.#changes[family] = SERIES_CHANGED;
    }
  }

  #lookAtValues(cell: number, { row }: Channel, { fresh }: Freshness): void {
    for (let slot = 0; slot < SLOT_COLUMNS.length; slot++) {
      const value = fresh ? row.get(slot) : Number.NaN;
      this.#see(cell + slot, value, (SLOT_COLUMNS[slot] as Column).family);
    }
  }

  #lookAtDemand(cell: number, demand: Demand, { fresh, unix }: Freshness): void {
    for (const { place, family, figure } of FIGURE_COLUMNS) {
      this.#see(cell + place, (fresh ? figure(demand, unix) : undefined) ?? Number.NaN, family);
    }
  }

  #see(cell: number, value: number, family: number): void {
    const before = this.#table[cell] as number;
    if (value === before || (Number.isNaN(value) && Number.isNaN(before))) return;
    this.#table[cell] = value;
    const change = Number.isNaN(value) || Number.isNaN(before) ? SERIES_CHANGED : VALUES_CHANGED;
    if (change > (this.#changes[family] as number)) this.#changes[family] = change;
  }
}
