import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
} from '@grafana/grafana-foundation-sdk/common';
import { lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { smooth } from '../promql.ts';
import { now, over } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';
import { METER } from './energy.ts';

const voltage = lines({
  title: 'Voltage',
  description:
    'Voltage at the meter. It should stay between 207 and 253 V (230 V ± 10 %, EN 50160); a solar inverter must switch itself off above 253 V. ' +
    'Empty if the meter publishes none.',
  unit: 'volt',
  size: [14, 8],
  queries: [over(smooth('lowi_voltage_volts', METER), 'Voltage')],
  color: COLOR.neutral,
})
  .axisSoftMin(200)
  .axisSoftMax(260)
  .thresholds(steps(COLOR.bad, [207, 'transparent'], [253, COLOR.bad]))
  .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.DashedAndArea));

const age = stat({
  title: 'Last reading',
  description:
    'Time since the last publish of the LOWI: at most 10 s in flash mode, otherwise a minute. Empty if it never published.',
  unit: 's',
  size: [5, 8],
  queries: [now(`time() - lowi_last_publish_timestamp_seconds{${METER}}`, 'Age')],
  decimals: 1,
  noValue: 'never',
  color: steps(COLOR.good, [90, COLOR.late], [300, COLOR.bad]),
});

const current = stat({
  title: 'Current',
  description:
    'Current at the meter, without direction. Empty if the meter publishes none, or while the LOWI is stale.',
  unit: 'amp',
  size: [5, 8],
  queries: [now(`lowi_current_amperes{${METER}}`, 'Current')],
  noValue: '–',
  color: COLOR.neutral,
});

/** Voltage and current, and the age of the last reading. */
export const GRID: Section = { title: 'Grid', panels: [voltage, age, current] };
