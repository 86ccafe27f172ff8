import { Registry } from 'prom-client';

/** The two forms of a page: Prometheus's text, and OpenMetrics. */
export type Format = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** The last line of an OpenMetrics page. */
export const END_OF_PAGE = '# EOF\n';

/** The lines above a family's samples. OpenMetrics names a counter's family without its `_total`. */
export function familyHead(family: { name: string; type: string; help: string }, format: Format): string {
  const name =
    format === 'openmetrics' && family.type === 'counter' ? family.name.replace(/_total$/, '') : family.name;
  return `# HELP ${name} ${family.help}\n# TYPE ${name} ${family.type}\n`;
}
