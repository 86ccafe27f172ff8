import { readFileSync, writeFileSync } from 'node:fs';
import { FORMATS } from '../src/config/formats.ts';
import { LEAVES } from '../src/config/schema.ts';
import { METRICS } from '../src/lowi/fields.ts';
import { CHANNEL_FAMILIES } from '../src/metrics/channel-metrics.ts';
import { OWN_METRICS } from './own-metrics.ts';

/** A table of the README that is written from the code. */
export interface Reference {
  name: string;
  table(): Promise<string>;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

async function settings(): Promise<string> {
  const rows = [...LEAVES].map(([key, { env, default: fallback, doc, format, sensitive }]) => [
    `\`${key}\``,
    `\`${env}\``,
    fallback === null ? '' : `\`${fallback}\``,
    `${doc}. Takes ${FORMATS[format].expected}${sensitive ? '; not as a flag' : ''}`,
  ]);
  return table(['key', 'environment', 'default', 'what it is'], rows);
}

async function channelMetrics(): Promise<string> {
  const fields = new Map(METRICS.map((metric) => [metric.name, Object.keys(metric.fields)]));
  const rows = CHANNEL_FAMILIES.map(({ name, type, help, labels }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    (fields.get(name) ?? []).map((field) => `\`${field}\``).join(', '),
    help,
  ]);
  return table(['metric', 'type', 'labels beside `ident` and `channel`', 'field', 'what it is'], rows);
}

async function ownMetrics(): Promise<string> {
  const rows = OWN_METRICS.map(({ name, type, help, labelNames = [] }) => [
    `\`${name}\``,
    type,
    labelNames.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  return table(['metric', 'type', 'labels', 'what it is'], rows);
}

/** The tables, by the marker that stands around each. */
export const REFERENCES: readonly Reference[] = [
  { name: 'settings', table: settings },
  { name: 'channel-metrics', table: channelMetrics },
  { name: 'own-metrics', table: ownMetrics },
];

/** The text with every table between its markers written anew. */
export async function withReferences(text: string): Promise<string> {
  let written = text;
  for (const { name, table } of REFERENCES) {
    const [begin, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`expected ${begin} … ${end}`);
    written = `${written.slice(0, from + begin.length)}\n${await table()}\n${written.slice(to)}`;
  }
  return written;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync('README.md', await withReferences(readFileSync('README.md', 'utf8')));
}
