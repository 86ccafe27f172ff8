import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  type ThresholdsConfigBuilder,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { byThreshold, describe, fixed, type PanelSpec } from './panel.ts';

export type States = Readonly<Record<string, readonly [text: string, color: string]>>;

export interface StatSpec extends PanelSpec {
  /** One color, or color steps. */
  color: string | ThresholdsConfigBuilder;
  /** Text and color instead of certain values. */
  states?: States;
  /** Fills the panel with the color, to be visible from a distance. */
  filled?: boolean;
}

/** One large number, always of an instant query: the last point of a range may be old. */
export function stat(spec: StatSpec): PanelBuilder {
  const panel = describe(new PanelBuilder(), spec)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .graphMode(BigValueGraphMode.None)
    .colorMode(spec.filled ? BigValueColorMode.BackgroundSolid : BigValueColorMode.Value)
    .orientation(VizOrientation.Auto)
    .textMode(spec.queries.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value);
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
