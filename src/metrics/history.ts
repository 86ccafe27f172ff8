import { END_OF_PAGE } from './format.ts';

/** OpenMetrics pages of many moments as one text, merged by family: what Prometheus backfills from. */
export class History {
  /** By family: its head, and the samples of every moment. */
  private readonly families = new Map<string, string[]>();

  /** Adds the page as of a moment, in Unix seconds. */
  add(page: string, at: number): void {
    for (const family of page.replace(END_OF_PAGE, '').split(/(?<=\n)(?=# HELP)/)) {
      const [, head = '', lines = ''] = /^((?:#[^\n]*\n)*)(.*)$/s.exec(family) ?? [];
      const samples = this.families.get(head) ?? [];
      this.families.set(head, samples);
      samples.push(lines.replaceAll('\n', ` ${at}\n`));
    }
  }

  blocks(): Buffer[] {
    const families = [...this.families].map(([head, samples]) => Buffer.from(`${head}${samples.join('')}`));
    return [...families, Buffer.from(END_OF_PAGE)];
  }
}
