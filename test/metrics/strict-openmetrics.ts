import { spawnSync } from 'node:child_process';

const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)(?: (\S+))?$/;
const NUMBER = /^([+-]?\d+(\.\d+)?(e[+-]?\d+)?|NaN|\+Inf|-Inf)$/i;

class StrictReader {
  readonly #families = new Set<string>();
  readonly #lastAt = new Map<string, number>();
  #family = '';
  #type = '';
  #series = '';

  /** What is wrong with the next line. */
  fault(line: string): string | undefined {
    const head = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (!head) return line.startsWith('#') ? 'unexpected comment' : this.#sampleFault(line);
    const [, kind, family = '', text = ''] = head;
    if (kind === 'HELP') return this.#helpFault(family);
    this.#type = text;
    return family === this.#family ? undefined : 'TYPE of another family';
  }

  #helpFault(family: string): string | undefined {
    const isRepeated = this.#families.has(family);
    this.#families.add(family);
    this.#family = family;
    this.#series = '';
    return isRepeated ? 'a family that comes twice' : undefined;
  }

  #sampleFault(line: string): string | undefined {
    const [, name = '', labels = '', value = '', at = ''] = SAMPLE.exec(line) ?? [];
    if (name !== (this.#type === 'counter' ? `${this.#family}_total` : this.#family))
      return 'a sample of another family';
    if (!NUMBER.test(value) || !NUMBER.test(at)) return 'no value or no timestamp';
    return this.#orderFault(name + labels, Number(at));
  }

  #orderFault(series: string, at: number): string | undefined {
    const before = this.#lastAt.get(series);
    if (before !== undefined && series !== this.#series) return 'a series that comes twice';
    this.#lastAt.set(series, at);
    this.#series = series;
    return before !== undefined && at <= before ? 'a timestamp that goes back' : undefined;
  }
}

/** What is wrong with a text by the rules of OpenMetrics that backfilling relies on; undefined if nothing is. */
export function openMetricsFault(text: string): string | undefined {
  if (!text.endsWith('\n# EOF\n')) return 'does not end with # EOF';
  const reader = new StrictReader();
  for (const [i, line] of text.split('\n').slice(0, -2).entries()) {
    const fault = reader.fault(line);
    if (fault) return `line ${i + 1}: ${fault}: ${line}`;
  }
  return undefined;
}

const PARSER = `
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
print(sum(len(f.samples) for f in parse(sys.stdin.read())))`;

/** How many samples Python's strict parser reads. */
export function pythonSamples(text: string): number {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PARSER], {
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}
