import { BigValueTextMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import { dial } from '../dial.ts';
import { COLOR } from '../palette.ts';
import { colored, steps } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';
import { HEADING_FOR, LAST, LIMIT, NEAR, PEAK, PEAK_TIME, SO_FAR } from './demand.ts';

const LEVELS = { 'below the peak': COLOR.good, 'near the peak': COLOR.late, 'above the peak': COLOR.bad };
const SILENT = 'Empty while the LOWI is silent.';
const COUNTS = "the month's peak, or 2.5 kW where that is lower: Flanders bills no less";

const against = dial({
  title: 'This quarter',
  description:
    `Where the running quarter of an hour is heading, as a share of ${COUNTS}. Amber from 80 % on; above 100 % this quarter makes the ` +
    `month dearer: switch something off until it ends. ${SILENT}`,
  unit: 'percentunit',
  size: [6, 7],
  queries: [now(`${HEADING_FOR} / ${LIMIT}`, 'Share')],
  decimals: 0,
  noValue: 'silent',
  max: 1.5,
  color: steps(COLOR.good, [NEAR, COLOR.late], [1, COLOR.bad]),
});

/** Of the three only one has an answer: its name and colour say which. */
const heading = stat({
  title: 'Heading for',
  description: `The average of this quarter of an hour, if the house goes on as now, against ${COUNTS}. ${SILENT}`,
  unit: 'watt',
  size: [6, 7],
  queries: [
    now(`${HEADING_FOR} < ${NEAR} * ${LIMIT}`, 'below the peak'),
    now(`${HEADING_FOR} >= ${NEAR} * ${LIMIT} <= ${LIMIT}`, 'near the peak'),
    now(`${HEADING_FOR} > ${LIMIT}`, 'above the peak'),
  ],
  noValue: 'silent',
  color: COLOR.neutral,
});
for (const [name, color] of Object.entries(LEVELS)) heading.overrideByName(name, [colored(color)]);

const averages = stat({
  title: 'Averages',
  description:
    'So far: what this quarter comes to if nothing more is used until it ends; it grows, and starts at 0 again every 15 minutes. Last complete: the last quarter that was heard from its beginning to its end, by the ' +
    `clock, unknown until one was heard from beginning to end. ${SILENT}`,
  unit: 'watt',
  size: [6, 7],
  queries: [now(SO_FAR, 'so far'), now(LAST, 'last complete')],
  noValue: 'silent',
  color: COLOR.import,
}).orientation(VizOrientation.Horizontal);

const peak = stat({
  title: "Month's peak",
  description:
    'The highest quarter of this month so far, on which the capacity tariff is reckoned, and when it ended. Empty until the month has had one complete quarter, and while the LOWI is silent.',
  unit: 'watt',
  size: [6, 7],
  queries: [now(PEAK, 'Peak'), now(`1000 * ${PEAK_TIME}`, 'When')],
  noValue: 'none yet',
  color: COLOR.house,
})
  .textMode(BigValueTextMode.Value)
  .orientation(VizOrientation.Horizontal)
  .overrideByName('When', [{ id: 'unit', value: 'time:ddd D, HH:mm' }]);

/** The quarter of an hour that is running, and what it must not exceed. */
export const QUARTER: Section = { panels: [against, heading, averages, peak] };
