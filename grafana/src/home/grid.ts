import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
} from '@grafana/grafana-foundation-sdk/common';
import { missing, stale } from '../absence.ts';
import { lines } from '../graph.ts';
import type { Translate } from '../language/language.ts';
import { METER } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { smooth } from '../promql.ts';
import { now, over } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';

const voltage = (t: Translate) =>
  lines({
    title: t('Voltage'),
    noValue: t('the meter publishes none'),
    description: t(
      'Voltage at the meter. It should stay between 207 and 253 V (230 V ± 10 %, EN 50160); a solar inverter must switch itself off above 253 V. Empty if the meter publishes none.',
    ),
    unit: 'volt',
    size: [14, 8],
    queries: [over(smooth('lowi_voltage_volts', METER), t('Voltage'))],
    color: COLOR.neutral,
  })
    .axisSoftMin(200)
    .axisSoftMax(260)
    .thresholds(steps(COLOR.bad, [207, 'transparent'], [253, COLOR.bad]))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.DashedAndArea));

const age = (t: Translate) =>
  stat({
    title: t('Last reading'),
    description: t(
      'Time since the last publish of the LOWI: at most 10 s in flash mode, otherwise a minute. Empty if it never published.',
    ),
    unit: 'dthms',
    size: [5, 8],
    queries: [now(`round(time() - lowi_last_publish_timestamp_seconds{${METER}})`, t('Age'))],
    noValue: t('no reading ever'),
    color: steps(COLOR.good, [90, COLOR.late], [300, COLOR.bad]),
  });

const current = (t: Translate) =>
  stat({
    title: t('Current'),
    description: t(
      'Current at the meter, without direction. Empty if the meter publishes none, or while the LOWI is stale.',
    ),
    unit: 'suffix: A',
    size: [5, 8],
    queries: [now(`round(lowi_current_amperes{${METER}}, 0.1)`, t('Current'))],
    absences: [missing(t('Current'), t('not published'), `lowi_current_amperes{${METER}}`), stale(t)],
    noValue: t('no readings stored'),
    color: COLOR.neutral,
  });

/** Voltage and current, and the age of the last reading. */
export const gridSection = (t: Translate): Section => ({
  title: t('Grid'),
  panels: [voltage(t), age(t), current(t)],
});
