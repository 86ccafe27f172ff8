import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { legend, tooltip } from './legend.ts';
import { COLOR } from './palette.ts';
import { byThreshold, describe, type PanelSpec, steps } from './panel.ts';
import { type States, texts } from './stat.ts';

/** A band per series; its color shows the state. */
export function timeline(spec: PanelSpec & { states: States }): PanelBuilder {
  return describe(new PanelBuilder(), spec)
    .mappings([texts(spec.states)])
    .colorScheme(byThreshold())
    .thresholds(steps(COLOR.neutral))
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .perPage(20)
    .fillOpacity(80)
    .lineWidth(0)
    .legend(legend())
    .tooltip(tooltip('nearest'));
}
