import type { Channel } from '../channels/channel.ts';
import { type Freshness, freshnessOf } from '../channels/freshness.ts';
import type { ChannelSettings } from '../channels/settings.ts';
import type { Moment } from '../clock.ts';
import type { MeterLedger } from '../ledger/meter-ledger.ts';
import { quarterAt } from '../ledger/quarter.ts';
import { ByteWriter } from './byte-writer.ts';
import { CHANNEL_FAMILIES } from './channel-metrics.ts';
import {
  FAMILY_COLUMNS,
  FIGURE_COLUMNS,
  FIGURE_ROW_WIDTH,
  type FigureColumn,
  READ_COLUMNS,
  type ReadColumn,
  ROW_WIDTH,
  RUNNING_COLUMNS,
  SLOT_FAMILIES,
} from './columns.ts';
import {
  DynamicSection,
  SAME,
  SERIES_CHANGED,
  StaticSection,
  type TableRow,
  VALUES_CHANGED,
} from './sections.ts';
import { addressLabels } from './text-format.ts';

/** A section with dynamic labels, and the place of its family in the page's order. */
interface PlacedSection {
  section: DynamicSection;
  family: number;
}

/**
 * The rendering of some channels, kept from page to page. A page reads only the channels that changed since the last one, and writes only
 * the samples that differ.
 */
export class RenderedPart {
  readonly #channels: readonly Channel[];
  /** The samples of the last page: one row per channel, then one per meter; NaN where there is none. */
  readonly #table: Float64Array;
  /** Per channel: its second row, if it is a meter. */
  readonly #figureRows: readonly (TableRow | undefined)[];
  readonly #sections: readonly (StaticSection | DynamicSection)[];
  readonly #dynamic: readonly PlacedSection[];
  readonly #changes = new Uint8Array(CHANNEL_FAMILIES.length);
  /** Per channel: its version when last read, and until when that reading holds by the monotonic clock. */
  readonly #versions: Int32Array;
  readonly #holdsUntil: Float64Array;
  /** Per channel: what its ledger had settled when all its figures were last read. */
  readonly #settled: (object | undefined)[];
  /** The clock quarter of the last page, and the version of its market prices: a new one changes figures of the meters. */
  #quarter = Number.NaN;
  #marketVersion = Number.NaN;

  /** `writer`: its bytes are used during a call of `lines` only, so that all parts can share one. */
  constructor(channels: readonly Channel[], writer = new ByteWriter()) {
    const { rows, figureRows, cells } = layoutOf(channels);
    const meters = figureRows.filter((row) => row !== undefined);
    const addresses = rows.map(({ address }) => address);
    const table = new Float64Array(cells).fill(Number.NaN);
    this.#channels = channels;
    this.#table = table;
    this.#figureRows = figureRows;
    this.#sections = CHANNEL_FAMILIES.map((family, place) => {
      if ('source' in family) return new DynamicSection(family, addresses, writer);
      const tableRows = 'figures' in family ? meters : rows;
      return new StaticSection(family.name, FAMILY_COLUMNS[place] ?? [], tableRows, table, writer);
    });
    this.#dynamic = this.#sections.flatMap((section, family) =>
      section instanceof DynamicSection ? [{ section, family }] : [],
    );
    this.#settled = channels.map(() => undefined);
    this.#versions = new Int32Array(channels.length);
    this.#holdsUntil = new Float64Array(channels.length);
  }

  /** Whether it renders these channels, in this order. */
  isOf(channels: readonly Channel[]): boolean {
    return (
      channels.length === this.#channels.length &&
      channels.every((channel, i) => channel === this.#channels[i])
    );
  }

  /** The lines of each family at one moment. `leased`: the last ones are still being read. */
  lines(settings: ChannelSettings, now: Moment, leased = false): Buffer[] {
    this.#followLedgers(now.unix);
    this.#changes.fill(SAME);
    const [channels, versions, holdsUntil] = [this.#channels, this.#versions, this.#holdsUntil];
    for (let row = 0; row < channels.length; row++) {
      const channel = channels[row] as Channel;
      const holds = channel.version === versions[row] && now.monotonic <= (holdsUntil[row] as number);
      if (!holds && !channel.isEvicted) this.#update(row, channel, freshnessOf(channel, settings, now));
    }
    return this.#sections.map((section, family) => section.lines(this.#changes[family] as number, leased));
  }

  /** Reads all channels again if a quarter began or market prices changed. */
  #followLedgers(unix: number): void {
    const quarter = quarterAt(unix);
    const version = this.#channels[0]?.rules.ledger.market.version ?? Number.NaN;
    if (quarter !== this.#quarter || version !== this.#marketVersion) {
      this.#holdsUntil.fill(Number.NEGATIVE_INFINITY);
      this.#settled.fill(undefined);
    }
    this.#quarter = quarter;
    this.#marketVersion = version;
  }

  #update(row: number, channel: Channel, freshness: Freshness): void {
    this.#versions[row] = channel.version;
    this.#holdsUntil[row] = freshness.holdsUntil;
    const cell = row * ROW_WIDTH;
    for (let slot = 0; slot < SLOT_FAMILIES.length; slot++) {
      const value = freshness.fresh ? channel.row.get(slot) : Number.NaN;
      this.#set(cell + slot, value, SLOT_FAMILIES[slot] as number);
    }
    for (let i = 0; i < READ_COLUMNS.length; i++) {
      const { place, family, read } = READ_COLUMNS[i] as ReadColumn;
      this.#set(cell + place, read(channel, freshness), family);
    }
    if (channel.ledger) this.#updateFigures(row, channel.ledger, freshness);
    for (let i = 0; i < this.#dynamic.length; i++) {
      const { section, family } = this.#dynamic[i] as PlacedSection;
      if (section.update(row, channel, freshness)) this.#changes[family] = SERIES_CHANGED;
    }
  }

  /** Reads those figures only that can have changed since the last time. */
  #updateFigures(row: number, ledger: MeterLedger, freshness: Freshness): void {
    const { cell } = this.#figureRows[row] as TableRow;
    const settled = freshness.fresh ? ledger.settled : undefined;
    const isSettled = settled !== undefined && settled === this.#settled[row];
    const columns = isSettled ? RUNNING_COLUMNS : FIGURE_COLUMNS;
    const hasMoney = ledger.money.isCounted;
    this.#settled[row] = settled;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as FigureColumn;
      const value = column.needsPrice && !hasMoney ? Number.NaN : readFigure(column, ledger, freshness);
      this.#set(cell + column.place, value, column.family);
    }
  }

  #set(cell: number, value: number, family: number): void {
    const before = this.#table[cell] as number;
    if (value === before || (Number.isNaN(value) && Number.isNaN(before))) return;
    this.#table[cell] = value;
    const change = Number.isNaN(value) || Number.isNaN(before) ? SERIES_CHANGED : VALUES_CHANGED;
    if (change > (this.#changes[family] as number)) this.#changes[family] = change;
  }
}

/** A figure of a ledger; NaN while unknown. */
function readFigure(
  { figure, staysWhenStale }: FigureColumn,
  ledger: MeterLedger,
  { fresh, unix }: Freshness,
): number {
  return (fresh || staysWhenStale ? figure(ledger, unix) : undefined) ?? Number.NaN;
}

/** The rows of a table: one for each channel, then another one for each meter; and how many cells they have. */
function layoutOf(channels: readonly Channel[]) {
  let cells = 0;
  const row = (address: Uint8Array, width: number): TableRow => {
    cells += width;
    return { address, cell: cells - width };
  };
  const rows = channels.map((channel) => row(addressLabels(channel), ROW_WIDTH));
  const figureRows = channels.map((channel, i) =>
    channel.ledger ? row((rows[i] as TableRow).address, FIGURE_ROW_WIDTH) : undefined,
  );
  return { rows, figureRows, cells };
}
