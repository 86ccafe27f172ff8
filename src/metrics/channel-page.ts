import type { Channel } from '../channels/channel.ts';
import type { Freshness } from '../channels/freshness.ts';
import { ByteWriter } from './byte-writer.ts';
import { CHANNEL_FAMILIES } from './channel-families.ts';
import type { ChannelFamily, MadeFamily, OnSample } from './families.ts';
import { type Format, familyHead } from './format.ts';
import { addressLabels } from './labels.ts';

const USUAL_LINE_BYTES = 96;

/** Where a family's lines go. */
interface Section {
  family: ChannelFamily;
  name: Uint8Array;
  lines: ByteWriter;
}

/**
 * The channels' part of a page. Channel by channel its samples go to their families' sections, so one channel's values
 * are of one moment however long the page takes; the format groups lines by family.
 */
export class ChannelPage {
  private readonly sections: readonly Section[];
  private readonly made: { write: MadeFamily['write']; sample: OnSample }[] = [];
  /** The field table's series of all families in one row: most samples are theirs. */
  private readonly series: { index: number; tail: Uint8Array; section: Section }[] = [];
  private address: Uint8Array = Buffer.alloc(0);
  private timestamp: Uint8Array | undefined;

  /** `channels`: how many there will probably be. */
  constructor(channels = 0) {
    this.sections = CHANNEL_FAMILIES.map((family) => {
      const lines = new ByteWriter(channels * USUAL_LINE_BYTES);
      const section = { family, name: Buffer.from(`${family.name}{`), lines };
      if ('series' in family) this.series.push(...family.series.map((one) => ({ ...one, section })));
      else this.made.push({ write: family.write, sample: (tail, value) => this.line(section, tail, value) });
      return section;
    });
  }

  /** Writes a channel's samples. `at`: Unix time put on each, for history; on one page on all or none. */
  add(channel: Channel, freshness: Freshness, at?: number): void {
    this.address = addressLabels(channel);
    if (at !== undefined) this.timestamp = Buffer.from(` ${at}`);
    for (const { write, sample } of this.made) write(channel, freshness, sample);
    if (!freshness.fresh) return;
    for (const { index, tail, section } of this.series) {
      const value = channel.values[index] as number;
      if (!Number.isNaN(value)) this.line(section, tail, value);
    }
  }

  /** The page's blocks; families without a sample are left out. */
  blocks(format: Format): Buffer[] {
    return this.sections.flatMap(({ family, lines }) =>
      lines.empty ? [] : [Buffer.from(familyHead(family, format)), ...lines.blocks()],
    );
  }

  private line({ name, lines }: Section, tail: Uint8Array, value: number): void {
    lines.series(name, this.address, tail);
    lines.number(value);
    if (this.timestamp) lines.put(this.timestamp);
    lines.newline();
  }
}
