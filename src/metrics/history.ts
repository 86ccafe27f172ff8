import { END_OF_PAGE } from './format.ts';

/** OpenMetrics pages of many moments as one text, merged by family: what Prometheus backfills from. */
export class History {
  /** By family: its head, and the samples of every moment. */
  private readonly families = new Map<string, string[]>();
  private readonly labels: string;

  /** `labels`: what each sample gets besides its own, as on a page: `job="lowi"`. */
  constructor(labels: readonly string[] = []) {
    this.labels = labels.join(',');
  }

  /** Adds the page as of a moment, in Unix seconds. */
  add(page: string, at: number): void {
    for (const family of page.replace(END_OF_PAGE, '').split(/(?<=\n)(?=# HELP)/)) {
      const [, head = '', lines = ''] = /^((?:#[^\n]*\n)*)(.*)$/s.exec(family) ?? [];
      const samples = this.families.get(head) ?? [];
      this.families.set(head, samples);
      samples.push(this.labelled(lines).replaceAll('\n', ` ${at}\n`));
    }
  }

  private labelled(lines: string): string {
    if (this.labels === '') return lines;
    return lines.replace(/(?<=^|\n)([^ {\n]+)(\{?)/g, (_, name: string, brace: string) =>
      brace ? `${name}{${this.labels},` : `${name}{${this.labels}}`,
    );
  }

  blocks(): Buffer[] {
    const families = [...this.families].map(([head, samples]) => Buffer.from(`${head}${samples.join('')}`));
    return [...families, Buffer.from(END_OF_PAGE)];
  }
}
