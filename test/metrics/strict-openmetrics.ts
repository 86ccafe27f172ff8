import { spawnSync } from 'node:child_process';

const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)(?: (\S+))?$/;
const NUMBER = /^([+-]?\d+(\.\d+)?(e[+-]?\d+)?|NaN|\+Inf|-Inf)$/i;

/** The ending of a sample's name after its family's. */
const ENDINGS: Readonly<Record<string, string>> = { counter: '_total', info: '_info' };

class StrictReader {
  readonly #families = new Set<string>();
  readonly #lastAt = new Map<string, number>();
  #family = '';
  #type = '';
  #series = '';

  /** The error in the next line; undefined if it is valid. */
  error(line: string): string | undefined {
    const head = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/.exec(line);
    if (!head) return line.startsWith('#') ? 'unexpected comment' : this.#sampleError(line);
    const [, kind, family = '', text = ''] = head;
    if (kind === 'HELP') return this.#helpError(family);
    if (family !== this.#family) return `${kind} of another family`;
    if (kind === 'TYPE') this.#type = text;
    else if (!family.endsWith(`_${text}`) || this.#type === 'info')
      return 'UNIT that does not fit the family';
    return undefined;
  }

  #helpError(family: string): string | undefined {
    const isRepeated = this.#families.has(family);
    this.#families.add(family);
    this.#family = family;
    this.#series = '';
    return isRepeated ? 'family occurs twice' : undefined;
  }

  #sampleError(line: string): string | undefined {
    const [, name = '', labels = '', value = '', at = ''] = SAMPLE.exec(line) ?? [];
    if (name !== this.#family + (ENDINGS[this.#type] ?? '')) return 'sample of another family';
    if (!NUMBER.test(value) || !NUMBER.test(at)) return 'value or timestamp is missing';
    return this.#orderError(name + labels, Number(at));
  }

  #orderError(series: string, at: number): string | undefined {
    const before = this.#lastAt.get(series);
    if (before !== undefined && series !== this.#series) return 'series occurs twice';
    this.#lastAt.set(series, at);
    this.#series = series;
    return before !== undefined && at <= before ? 'timestamp goes back' : undefined;
  }
}

/** The first violation of the OpenMetrics rules that backfilling relies on; undefined if there is none. */
export function openMetricsError(text: string): string | undefined {
  if (!text.endsWith('\n# EOF\n')) return 'does not end with # EOF';
  const reader = new StrictReader();
  for (const [i, line] of text.split('\n').slice(0, -2).entries()) {
    const error = reader.error(line);
    if (error) return `line ${i + 1}: ${error}: ${line}`;
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
