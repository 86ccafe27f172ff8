import { readdirSync, readFileSync } from 'node:fs';

export interface Query {
  refId: string;
  expr: string;
  instant?: boolean;
  datasource?: { type: string; uid: string };
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: Query[];
  panels?: Panel[];
  collapsed?: boolean;
  timeFrom?: string;
  timeShift?: string;
  interval?: string;
  repeat?: string;
  options?: Record<string, unknown>;
  fieldConfig?: { defaults: { unit?: string; noValue?: string } };
}

export interface Variable {
  name: string;
  type: string;
  label?: string;
  query: string;
  refresh?: number;
  regex?: string;
  datasource?: { uid: string };
  [key: string]: unknown;
}

export interface Annotation {
  name: string;
  expr: string;
  datasource: { uid: string };
  [key: string]: unknown;
}

export interface Link {
  type: string;
  tags: string[];
  keepTime: boolean;
  includeVars: boolean;
  [key: string]: unknown;
}

export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  timezone: string;
  editable: boolean;
  graphTooltip: number;
  panels: Panel[];
  links: Link[];
  time: { from: string };
  templating: { list: Variable[] };
  annotations?: { list?: Annotation[] };
}

export const FOLDER = new URL('../../grafana/dashboards/', import.meta.url);

/** The English dashboards as they are committed, by the name of the file. */
export const dashboards = () => dashboardsIn('');

const dashboardsIn = (folder: string): [file: string, dashboard: Dashboard][] =>
  readdirSync(new URL(folder, FOLDER))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      folder + file,
      JSON.parse(readFileSync(new URL(folder + file, FOLDER), 'utf8')) as Dashboard,
    ]);

/** The panels that draw something: all but the rows, those of collapsed rows included. */
export const panelsOf = ({ panels }: Pick<Dashboard, 'panels'>): Panel[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? panelsOf({ panels: panel.panels ?? [] }) : [panel]));

/** The dashboards in every language, by the name of the file with its folder. */
export const inEveryLanguage = (): [file: string, dashboard: Dashboard][] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Dashboard]);

/** The folders of translations, by language. */
export const TRANSLATED = ['nl', 'fr'] as const;

/** The dashboards in another language, by the name of the file. */
export const translated = (language: (typeof TRANSLATED)[number]): [file: string, dashboard: Dashboard][] =>
  dashboardsIn(`${language}/`);
