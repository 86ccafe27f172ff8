import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';

type Json = Record<string, unknown>;

/** The dashboard as JSON for Grafana 11 and 12: adds what the SDK omits, and removes what it adds in excess. */
export function finish(dashboard: Dashboard): string {
  const json = JSON.parse(JSON.stringify(dashboard)) as Json;
  const panels = listOf(json['panels']);
  fold(panels);
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

/** Moves up what follows a collapsed row: the SDK leaves room for the row's panels. */
function fold(panels: Json[]): void {
  let up = 0;
  for (const panel of panels) {
    const place = panel['gridPos'] as { y: number };
    place.y -= up;
    if (panel['collapsed']) up += heightOf(listOf(panel['panels']));
  }
}

function heightOf(panels: Json[]): number {
  const places = panels.map((panel) => panel['gridPos'] as { y: number; h: number });
  return Math.max(...places.map(({ y, h }) => y + h)) - Math.min(...places.map(({ y }) => y));
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
