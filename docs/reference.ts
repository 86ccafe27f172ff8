import { readFileSync, writeFileSync } from 'node:fs';
import { SETTINGS } from '../src/config/schema.ts';
import { SLOTS, type Slot } from '../src/lowi/fields.ts';
import { CHANNEL_FAMILIES } from '../src/metrics/channel-metrics.ts';
import { OWN_METRICS } from './own-metrics.ts';

/** A table of the documentation that is generated from the code. */
export interface Reference {
  name: string;
  /** The document that holds it. */
  file: string;
  table(): Promise<string>;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

async function settings(): Promise<string> {
  const rows = [...SETTINGS].map(([key, { env, default: fallback, doc, expected, sensitive }]) => [
    `\`${key}\``,
    `\`${env}\``,
    fallback === null ? '' : `\`${fallback}\``,
    `${doc}. Takes ${expected}${sensitive ? '; not as a flag' : ''}`,
  ]);
  return table(['key', 'environment', 'default', 'what it is'], rows);
}

async function channelMetrics(): Promise<string> {
  const rows = CHANNEL_FAMILIES.map(({ name, type, help, labels }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  return table(['metric', 'type', 'labels besides `ident` and `channel`', 'what it is'], rows);
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

async function fields(): Promise<string> {
  const rows = SLOTS.map(({ field, metric, labels = {}, range }) => [
    `\`${field}\``,
    [metric.help, metric.note ?? ''].join(' ').trim(),
    VALUES[range ?? 'unsigned'],
    `\`${metric.name}${seriesLabels(labels)}\``,
  ]);
  return table(['field', 'what it is', 'values', 'series'], rows);
}

const VALUES: Readonly<Record<NonNullable<Slot['range']> | 'unsigned', string>> = {
  switch: '0 or 1',
  signed: 'any',
  unsigned: '0 and above',
};

function seriesLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** The tables, by the name in the markers around each. */
export const REFERENCES: readonly Reference[] = [
  { name: 'settings', file: 'README.md', table: settings },
  { name: 'channel-metrics', file: 'README.md', table: channelMetrics },
  { name: 'own-metrics', file: 'README.md', table: ownMetrics },
  { name: 'fields', file: 'docs/lowi.md', table: fields },
];

/** The text of a document with the tables between its markers generated again. */
export async function withReferences(file: string, text: string): Promise<string> {
  let written = text;
  for (const { name, table } of REFERENCES.filter((reference) => reference.file === file)) {
    const [begin, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`expected ${begin} … ${end}`);
    written = `${written.slice(0, from + begin.length)}\n${await table()}\n${written.slice(to)}`;
  }
  return written;
}

if (process.argv[1] === import.meta.filename) {
  for (const file of new Set(REFERENCES.map((reference) => reference.file)))
    writeFileSync(file, await withReferences(file, readFileSync(file, 'utf8')));
}
