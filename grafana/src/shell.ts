import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Language } from './language/language.ts';
import type { AnyPanel } from './panel.ts';
import { DATASOURCE } from './query.ts';

/** The boards of one language link to each other, and to the English ones, some of which exist in English only. */
const tagOf = (language: Language) => (language === 'en' ? 'lowi' : `lowi-${language}`);

/** Panels under a heading (except the first section); they fill lines of 24 columns. */
export interface Section {
  title?: string;
  /** The variable for whose values the section is repeated. */
  repeat?: string;
  /** Shows the heading only, until somebody opens it. */
  collapsed?: boolean;
  panels: readonly AnyPanel[];
}

/** A mark across the graphs while the expression is above 0. */
interface Mark {
  name: string;
  color: string;
  expr: string;
  text: string;
}

export interface DashboardSpec {
  /** Never changes, because links and bookmarks use it. */
  uid: string;
  title: string;
  description: string;
  language?: Language;
  /** How often it asks again, 30 s by default. */
  refresh?: string;
  from: string;
  variables: readonly Builder<VariableModel>[];
  marks?: readonly Mark[];
  sections: readonly Section[];
}

/** A read-only dashboard in Belgian time, with links to the others. */
export function dashboard(spec: DashboardSpec): DashboardBuilder {
  const { language = 'en' } = spec;
  const builder = new DashboardBuilder(spec.title)
    .uid(language === 'en' ? spec.uid : `${spec.uid}-${language}`)
    .description(spec.description)
    .tags([tagOf(language)])
    .timezone('Europe/Brussels') // the meter's days and months
    .weekStart('monday')
    .time({ from: spec.from, to: 'now' })
    .refresh(spec.refresh ?? '30s')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(siblings(language));
  if (language !== 'en') builder.link(siblings('en').title('LOWI (en)').asDropdown(true));
  for (const variable of spec.variables) builder.withVariable(variable);
  for (const mark of spec.marks ?? []) builder.annotation(annotation(mark));
  for (const section of spec.sections) place(builder, section);
  return builder;
}

const siblings = (language: Language) =>
  new DashboardLinkBuilder('LOWI')
    .type(DashboardLinkType.Dashboards)
    .tags([tagOf(language)])
    .includeVars(true)
    .keepTime(true);

const annotation = ({ name, color, expr, text }: Mark) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .step('60s')
    .titleFormat(name)
    .textFormat(text);

function place(builder: DashboardBuilder, { title, repeat, collapsed, panels }: Section): void {
  if (title !== undefined) {
    const row = new RowBuilder(title);
    if (collapsed) {
      builder.withRow(panels.reduce((folded, panel) => folded.withPanel(panel), row.collapsed(true)));
      return;
    }
    builder.withRow(repeat === undefined ? row : row.repeat(repeat));
  }
  for (const panel of panels) builder.withPanel(panel);
}
