import { Registry } from 'prom-client';
import type { Address } from '../lowi/topic.ts';

/** The two formats of a page: Prometheus's text format, and OpenMetrics. */
export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** The last line of an OpenMetrics page. */
export const END_OF_PAGE = '# EOF\n';

/** What the lines above a family's samples say. */
interface FamilyHead {
  name: string;
  type: string;
  help: string;
}

/** OpenMetrics names the unit with which a name ends on a line of its own. */
const UNIT =
  /_(volts|amperes|watts|watthours|cubic_meters|dbm|seconds|bytes|euros|euros_per_kilowatthour|euros_per_cubic_meter)$/;

/** The lines above a family's samples. */
export function familyHead(family: FamilyHead, format: Format): string {
  const { name, type, help } = format === 'openmetrics' ? openMetricsHead(family) : family;
  const unit = format === 'openmetrics' ? UNIT.exec(name)?.[1] : undefined;
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${unit ? `# UNIT ${name} ${unit}\n` : ''}`;
}

/** OpenMetrics names a family without the ending of its samples, `_total` or `_info`; Prometheus's text format has no type `info`. */
function openMetricsHead(family: FamilyHead): FamilyHead {
  const { name, type } = family;
  if (type === 'counter') return { ...family, name: name.replace(/_total$/, '') };
  if (name.endsWith('_info')) return { ...family, name: name.replace(/_info$/, ''), type: 'info' };
  return family;
}

const HEAD = /^# HELP (?<name>\S+) (?<help>.*)\n# TYPE \S+ (?<type>\w+)\n/gm;

/** Rewrites the heads of a page by prom-client, which writes neither UNIT nor the type `info`. */
export function withOpenMetricsHeads(page: string): string {
  return page.replaceAll(HEAD, (...match) => familyHead(match.at(-1) as FamilyHead, 'openmetrics'));
}

/** `key="value",…` with the value escaped as both formats ask. */
export function labelPairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${escapeLabel(value)}"`)
    .join(',');
}

function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}

/** The end of a series' labels, after `ident` and `channel`: `,tariff="high"} `. */
export function labelTail(labels: Readonly<Record<string, string>> = {}): Buffer {
  const pairs = labelPairs(labels);
  return Buffer.from(pairs ? `,${pairs}} ` : '} ');
}

/** The beginning of a series' labels: `ident="…",channel="…"`. */
export function addressLabels({ ident, channel }: Address): Buffer {
  return Buffer.from(labelPairs({ ident, channel }));
}
