import { BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import { dial } from '../dial.ts';
import { COLOR } from '../palette.ts';
import { colored, steps } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';
import { LAST, LIMIT, NEAR, NEAR_TEXT, PEAK, PEAK_TIME, PROJECTED, SO_FAR } from './demand.ts';

const LEVELS = { 'below the peak': COLOR.good, 'near the peak': COLOR.late, 'above the peak': COLOR.bad };
const STALE = 'Empty while the LOWI is stale.';
const LIMIT_TEXT = "the threshold: the month's peak, or the lowest peak that is billed if that is higher";

const share = dial({
  title: 'This quarter',
  description:
    `Projected demand of the running quarter of an hour, as a share of ${LIMIT_TEXT}. Amber from ${NEAR_TEXT}; above 100 % this quarter ` +
    `raises the bill: switch something off until it ends. ${STALE}`,
  unit: 'percentunit',
  size: [6, 7],
  queries: [now(`${PROJECTED} / ${LIMIT}`, 'Share')],
  decimals: 0,
  noValue: 'stale',
  max: 1.5,
  color: steps(COLOR.good, [NEAR, COLOR.late], [1, COLOR.bad]),
});

/** Only one of the three queries has a result; its name and color show which. */
const projected = stat({
  title: 'Projected',
  description: `Demand at the end of this quarter of an hour if the present import power holds, compared with ${LIMIT_TEXT}. ${STALE}`,
  unit: 'watt',
  size: [6, 7],
  queries: [
    now(`${PROJECTED} < ${NEAR} * ${LIMIT}`, 'below the peak'),
    now(`${PROJECTED} >= ${NEAR} * ${LIMIT} <= ${LIMIT}`, 'near the peak'),
    now(`${PROJECTED} > ${LIMIT}`, 'above the peak'),
  ],
  noValue: 'stale',
  color: COLOR.neutral,
});
for (const [name, color] of Object.entries(LEVELS)) projected.overrideByName(name, [colored(color)]);

const averages = stat({
  title: 'Averages',
  description:
    'So far: the demand of this quarter if nothing more is used until it ends; it grows, and restarts at 0 every 15 minutes. Last complete: the last clock quarter with ' +
    `readings from beginning to end. ${STALE}`,
  unit: 'watt',
  size: [6, 7],
  queries: [now(SO_FAR, 'so far'), now(LAST, 'last complete')],
  noValue: 'stale',
  color: COLOR.import,
}).orientation(VizOrientation.Horizontal);

const peak = stat({
  title: "Month's peak",
  description:
    'The highest quarter of this month so far, the basis of the capacity tariff, and when it ended. Empty until the month has a complete quarter, and while the LOWI is stale.',
  unit: 'watt',
  size: [6, 7],
  queries: [now(PEAK, 'Peak'), now(`1000 * ${PEAK_TIME}`, 'When')],
  noValue: 'none yet',
  color: COLOR.house,
})
  .textMode(BigValueTextMode.Value)
  .orientation(VizOrientation.Horizontal)
  .overrideByName('When', [{ id: 'unit', value: 'time:ddd D, HH:mm' }]);

/** The running quarter of an hour and its limit. */
export const QUARTER: Section = { panels: [share, projected, averages, peak] };
