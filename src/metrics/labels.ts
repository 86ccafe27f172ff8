import type { Address } from '../lowi/topic.ts';

/** `key="value",…` with the value escaped as the text format asks. */
function labelPairs(labels: Readonly<Record<string, string>>): string {
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
