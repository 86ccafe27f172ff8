import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { ThresholdsConfigBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import { byThreshold, describe, type PanelSpec } from './panel.ts';

interface DialSpec extends PanelSpec {
  /** The end of the scale, which begins at 0. */
  max: number;
  color: ThresholdsConfigBuilder;
}

/** A round gauge with colored ranges along its rim. */
export const dial = (spec: DialSpec): PanelBuilder =>
  describe(new PanelBuilder(), spec)
    .min(0)
    .max(spec.max)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .showThresholdMarkers(true)
    .showThresholdLabels(false)
    .colorScheme(byThreshold())
    .thresholds(spec.color);
