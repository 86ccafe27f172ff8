import type { Channel } from '../channels/channel.ts';
import type { Freshness } from '../channels/freshness.ts';
import { ByteWriter } from './byte-writer.ts';
import { CHANNEL_FAMILIES } from './channel-families.ts';
import type { ChannelFamily, OnSample } from './families.ts';
import { type Format, familyHead } from './format.ts';
import { addressLabels } from './labels.ts';

interface Section {
  family: ChannelFamily;
  lines: ByteWriter;
  sample: OnSample;
}

/**
 * The channels' part of a page. Channel by channel its samples go to their families' sections, so one channel's values
 * are of one moment however long the page takes; the format groups lines by family.
 */
export class ChannelPage {
  private readonly sections: readonly Section[];
  private address: Uint8Array = Buffer.alloc(0);
  private timestamp: Uint8Array = Buffer.alloc(0);

  constructor() {
    this.sections = CHANNEL_FAMILIES.map((family) => this.section(family));
  }

  /** Writes a channel's samples. `at`: Unix time put on each, for history. */
  add(channel: Channel, freshness: Freshness, at?: number): void {
    this.address = addressLabels(channel);
    this.timestamp = Buffer.from(at === undefined ? '' : ` ${at}`);
    for (const { family, sample } of this.sections) family.write(channel, freshness, sample);
  }

  /** The page's blocks; families without a sample are left out. */
  blocks(format: Format): Buffer[] {
    return this.sections.flatMap(({ family, lines }) =>
      lines.empty ? [] : [Buffer.from(familyHead(family, format)), ...lines.blocks()],
    );
  }

  private section(family: ChannelFamily): Section {
    const lines = new ByteWriter();
    const head = Buffer.from(`${family.name}{`);
    const sample: OnSample = (labels, value) => {
      lines.put(head);
      lines.put(this.address);
      lines.put(labels);
      lines.number(value);
      if (this.timestamp.length > 0) lines.put(this.timestamp);
      lines.newline();
    };
    return { family, lines, sample };
  }
}
