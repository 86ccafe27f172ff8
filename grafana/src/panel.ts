import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE, type Query } from './query.ts';
import type { Span } from './span.ts';

export type AnyPanel = Builder<Panel>;

/** What every kind of panel has. */
export interface PanelSpec {
  title: string;
  /** What the panel shows, and why it may be empty. */
  description: string;
  /** Grafana's name of the unit. */
  unit: string;
  /** Width of 24 columns; height in rows of 38 pixels. */
  size: readonly [width: number, height: number];
  queries: readonly Query[];
  /** Shown when there is no value. */
  noValue?: string;
  decimals?: number;
  span?: Span;
}

/** The methods that all panel builders of the SDK share; the SDK has no common type for them. */
interface PanelBuilder extends AnyPanel {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(datasource: typeof DATASOURCE): this;
  withTarget(query: Query): this;
  noValue(text: string): this;
  decimals(decimals: number): this;
  timeFrom(from: string): this;
  timeShift(shift: string): this;
  interval(interval: string): this;
  hideTimeOverride(hide: boolean): this;
}

/** Applies what every panel has to the SDK's builder for one kind of panel. */
export function describe<P extends PanelBuilder>(panel: P, spec: PanelSpec): P {
  const { title, description, unit, size, queries, noValue, decimals, span } = spec;
  panel.title(title).description(description).unit(unit).span(size[0]).height(size[1]).datasource(DATASOURCE);
  for (const query of queries) panel.withTarget(query);
  if (noValue !== undefined) panel.noValue(noValue);
  if (decimals !== undefined) panel.decimals(decimals);
  return span ? during(panel, span) : panel;
}

function during<P extends PanelBuilder>(panel: P, { timeFrom, timeShift, interval }: Span): P {
  panel.timeFrom(timeFrom).hideTimeOverride(true); // the title names the range; Grafana's own note would hide a narrow title
  if (timeShift !== undefined) panel.timeShift(timeShift);
  if (interval !== undefined) panel.interval(interval);
  return panel;
}

/** One color for everything. */
export const fixed = (color: string) =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);

/** Grafana's classic palette; each name has the same color on every panel. */
export const byName = () => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);

/** The color of the value's step. */
export const byThreshold = () => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** Color steps: the first color below all values, each further one from its value up. */
export function steps(first: string, ...further: [from: number, color: string][]) {
  const list: Threshold[] = [{ value: null, color: first }];
  for (const [value, color] of further) list.push({ value, color });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(list);
}

/** An override that gives one series its color. */
export const colored = (color: string) => ({ id: 'color', value: { mode: 'fixed', fixedColor: color } });
