import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

type Json = Record<string, unknown>;

/** The dashboard as JSON for Grafana 11 and 12: adds what the SDK omits, and removes what it adds in excess. */
export function finish(dashboard: Dashboard): string {
  const json = JSON.parse(JSON.stringify(dashboard)) as Json;
  const panels = listOf(json['panels']);
  const folded = panels.flatMap((panel) => (panel['collapsed'] ? listOf(panel['panels']) : []));
  [...panels, ...folded].forEach((panel, index) => {
    finishPanel(panel, index + 1);
  });
  const annotations = (json['annotations'] ?? {}) as Json;
  for (const item of [...listOf(json['links']), ...listOf(annotations['list'])]) delete item['placement'];
  const templating = (json['templating'] ?? {}) as Json;
  for (const variable of listOf(templating['list'])) finishVariable(variable);
  return `${JSON.stringify(json, null, 2)}\n`;
}

const listOf = (value: unknown) => (value ?? []) as Json[];

function finishPanel(panel: Json, id: number): void {
  panel['id'] = id;
  if (panel['type'] === 'row' && !panel['collapsed']) panel['panels'] = [];
  listOf(panel['targets']).forEach((target, index) => {
    target['refId'] = String.fromCharCode('A'.charCodeAt(0) + index);
  });
  if (panel['type'] === 'table') delete (panel['options'] as Json)['footer'];
}

function finishVariable(variable: Json): void {
  if (variable['type'] === 'interval') return;
  for (const key of Object.keys(variable)) if (key.startsWith('auto')) delete variable[key];
}
