import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  type ThresholdsConfigBuilder,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import type { Absence } from './absence.ts';
import { byThreshold, describe, fixed, type PanelSpec } from './panel.ts';

export type States = Readonly<Record<string, readonly [text: string, color: string]>>;

export interface StatSpec extends PanelSpec {
  /** One color, or color steps. */
  color: string | ThresholdsConfigBuilder;
  /** Text and color instead of certain values. */
  states?: States;
  /** Fills the panel with the color, to be visible from a distance. */
  filled?: boolean;
  /** Font sizes in pixels, where Grafana would make several values small. */
  text?: readonly [name: number, value: number];
  /** What to say in place of an absent value. */
  absences?: readonly Absence[];
}

/** One large number, always of an instant query: the last point of a range may be old. */
export function stat(spec: StatSpec): PanelBuilder {
  const { absences = [] } = spec;
  const queries = [...spec.queries, ...absences.map(({ query }) => query)];
  const panel = describe(new PanelBuilder(), { ...spec, queries })
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .graphMode(BigValueGraphMode.None)
    .colorMode(spec.filled ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .orientation(VizOrientation.Auto)
    .textMode(spec.queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value);
  if (spec.text)
    panel.text(new VizTextDisplayOptionsBuilder().titleSize(spec.text[0]).valueSize(spec.text[1]));
  for (const { name, properties } of absences) panel.overrideByName(name, [...properties]);
  if (spec.states) panel.mappings([texts(spec.states)]);
  if (typeof spec.color === 'string') return panel.colorScheme(fixed(spec.color));
  return panel.colorScheme(byThreshold()).thresholds(spec.color);
}

/** A text and a color for each value. */
export function texts(states: States): ValueMap {
  const options = Object.entries(states).map(([value, [text, color]], index) => [
    value,
    { text, color, index },
  ]);
  return { type: MappingType.ValueToText, options: Object.fromEntries(options) };
}
