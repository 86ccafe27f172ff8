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
import type { AnyPanel } from './panel.ts';
import { DATASOURCE } from './query.ts';

const TAG = 'lowi';

/** A stretch of the page: panels that fill lines of 24 columns, under a heading unless it is the first. */
export interface Section {
  title?: string;
  /** The variable that the section is repeated for, once a value. */
  repeat?: string;
  panels: readonly AnyPanel[];
}

/** A mark across the graphs wherever the expression is above 0. */
interface Mark {
  name: string;
  color: string;
  expr: string;
  text: string;
}

export interface DashboardSpec {
  /** Never changes: links and bookmarks lead to it. */
  uid: string;
  title: string;
  description: string;
  from: string;
  variables: readonly Builder<VariableModel>[];
  marks?: readonly Mark[];
  sections: readonly Section[];
}

/** A whole dashboard, as all of ours are: read-only, in Belgian time, with links to the others. */
export function dashboard(spec: DashboardSpec): DashboardBuilder {
  const builder = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([TAG])
    .timezone('Europe/Brussels') // the meter's days and months, wherever the reader sits
    .weekStart('monday')
    .time({ from: spec.from, to: 'now' })
    .refresh('30s')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(siblings());
  for (const variable of spec.variables) builder.withVariable(variable);
  for (const mark of spec.marks ?? []) builder.annotation(annotation(mark));
  for (const section of spec.sections) place(builder, section);
  return builder;
}

const siblings = () =>
  new DashboardLinkBuilder('LOWI')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
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

function place(builder: DashboardBuilder, { title, repeat, panels }: Section): void {
  if (title !== undefined) {
    const row = new RowBuilder(title);
    builder.withRow(repeat === undefined ? row : row.repeat(repeat));
  }
  for (const panel of panels) builder.withPanel(panel);
}
