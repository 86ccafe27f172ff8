import { readFileSync, writeFileSync } from 'node:fs';
import { PROGRAM, usage } from '../packaging/cli.ts';
import { SETTINGS } from '../src/config/schema.ts';
import { SLOTS, type Slot } from '../src/lowi/fields.ts';
import { CHANNEL_FAMILIES } from '../src/metrics/channel-metrics.ts';
import { ALERTS, HOUSEHOLD_ALERTS } from '../test/alerts/rules.ts';
import { OWN_METRICS } from './own-metrics.ts';

/** A table of a document that is generated from the code. */
interface Reference {
  name: string;
  file: string;
  table(): string;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

function settings(): string {
  const rows = [...SETTINGS].map(([key, { env, default: fallback, doc, expected, sensitive }]) => [
    code([key]),
    code([env]),
    fallback === null ? '' : code([String(fallback)]),
    `${expected}${sensitive ? '; not as a flag' : ''}`,
    doc,
  ]);
  return table(['key', 'environment', 'default', 'allowed', 'description'], rows);
}

function channelMetrics(): string {
  const rows = CHANNEL_FAMILIES.map(({ name, type, help, labels }) => [
    code([name]),
    type,
    code(labels),
    help,
  ]);
  return table(['metric', 'type', 'labels besides `ident` and `channel`', 'description'], rows);
}

function ownMetrics(): string {
  const rows = OWN_METRICS.map(({ name, type, help, labelNames = [] }) => [
    code([name]),
    type,
    code(labelNames),
    help,
  ]);
  return table(['metric', 'type', 'labels', 'description'], rows);
}

const VALUES: Readonly<Record<NonNullable<Slot['range']> | 'unsigned', string>> = {
  switch: '0 or 1',
  signed: 'any number',
  unsigned: '0 and above',
};

function fields(): string {
  const rows = SLOTS.map(({ field, metric, labels = {}, range }) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    const series = metric.name + (pairs.length > 0 ? `{${pairs.join(',')}}` : '');
    return [
      code([field]),
      `${metric.help} ${metric.note ?? ''}`.trim(),
      VALUES[range ?? 'unsigned'],
      code([series]),
    ];
  });
  return table(['field', 'description', 'values', 'series'], rows);
}

function commands(): string {
  const rows = PROGRAM.commands.map((command) => [code([usage(command)]), command.description()]);
  return table(['command', 'description'], [['`lowi-exporter`', 'run the exporter'], ...rows]);
}

function commandOptions(): string {
  const rows = PROGRAM.commands.flatMap((command) =>
    command.options.map(({ flags, description, defaultValue }) => [
      code([command.name()]),
      code([flags]),
      defaultValue === undefined ? '' : code([String(defaultValue)]),
      description,
    ]),
  );
  return table(['command', 'option', 'default', 'description'], rows);
}

function alerts(rules: typeof ALERTS): string {
  const rows = rules.map(({ alert, for: duration = '', labels = {}, annotations = {} }) => [
    `[${alert}](runbooks.md#${alert.toLowerCase()})`,
    labels['severity'] ?? '',
    duration,
    annotations['summary'] ?? '',
  ]);
  return table(['alert and runbook', 'severity', 'for', 'summary'], rows);
}

const HOUSEHOLD = new Set(HOUSEHOLD_ALERTS.map(({ alert }) => alert));

/** The tables, by the marker around each. */
const REFERENCES: readonly Reference[] = [
  { name: 'settings', file: 'docs/configuration.md', table: settings },
  { name: 'channel-metrics', file: 'docs/metrics.md', table: channelMetrics },
  { name: 'own-metrics', file: 'docs/metrics.md', table: ownMetrics },
  { name: 'fields', file: 'docs/lowi.md', table: fields },
  { name: 'commands', file: 'docs/cli.md', table: commands },
  { name: 'command-options', file: 'docs/cli.md', table: commandOptions },
  { name: 'alerts', file: 'docs/alerting.md', table: () => alerts(HOUSEHOLD_ALERTS) },
  {
    name: 'fleet-alerts',
    file: 'docs/alerting.md',
    table: () => alerts(ALERTS.filter(({ alert }) => !HOUSEHOLD.has(alert))),
  },
];

/** The documents with a generated table. */
export const GENERATED_FILES: ReadonlySet<string> = new Set(REFERENCES.map(({ file }) => file));

/** The text of a document with its tables generated again. */
export function withReferences(file: string, text: string): string {
  let written = text;
  for (const { name, table } of REFERENCES.filter((reference) => reference.file === file)) {
    const [begin, end] = [`<!-- ${name}: written by npm run docs -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file}: expected ${begin} … ${end}`);
    written = `${written.slice(0, from + begin.length)}\n${table()}\n${written.slice(to)}`;
  }
  return written;
}

if (process.argv[1] === import.meta.filename) {
  for (const file of GENERATED_FILES) writeFileSync(file, withReferences(file, readFileSync(file, 'utf8')));
}
