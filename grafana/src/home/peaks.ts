import { LineInterpolation } from '@grafana/grafana-foundation-sdk/common';
import { lines } from '../graph.ts';
import type { Translate } from '../language/language.ts';
import { LIMIT, PEAK } from '../meter/demand.ts';
import { METER } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { over } from '../query.ts';

/**
 * A point at the end of each step: the highest of its quarters, each read five minutes after it ended, when every LOWI has published it.
 * Subquery steps are multiples of their resolution, so clock quarters; the offset of 1 s excludes the previous quarter.
 */
const QUARTERS = `max(max_over_time((lowi_quarter_hour_last_demand_watts{${METER}} offset -20m)[$__interval:15m] offset 1s))`;

/** Every quarter against the month's peak. */
export function quarters(t: Translate) {
  const [each, peak, threshold] = [t('Quarter'), t("Month's peak"), t('Threshold')];
  return lines({
    title: t('Quarters of an hour'),
    description: t(
      "Average import in each quarter of an hour of the clock; the month's highest is billed. A quarter above the threshold raises the bill. Without a capacity tariff (capacity: none) there is no threshold. A gap is a quarter with missing readings.",
    ),
    unit: 'watt',
    size: [12, 9],
    queries: [over(QUARTERS, each), over(PEAK, peak), over(LIMIT, threshold)],
    noValue: t('no full quarter yet'),
    color: { [each]: COLOR.import, [peak]: COLOR.house, [threshold]: COLOR.late },
  })
    .interval('15m')
    .maxDataPoints(3000) // all quarters of a month
    .lineInterpolation(LineInterpolation.StepBefore)
    .axisSoftMin(0)
    .axisSoftMax(3000)
    .overrideByName(each, [
      { id: 'custom.fillOpacity', value: 30 },
      { id: 'custom.gradientMode', value: 'none' },
      { id: 'custom.lineWidth', value: 1 },
    ])
    .overrideByName(peak, [{ id: 'custom.fillOpacity', value: 0 }])
    .overrideByName(threshold, [
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    ]);
}
