import { GraphDrawStyle, LineInterpolation } from '@grafana/grafana-foundation-sdk/common';
import { lines } from '../graph.ts';
import { over, rows } from '../query.ts';
import type { Section } from '../shell.ts';
import { table } from '../table.ts';
import { byGroup, group, NOT_LOADED } from './rules.ts';

const WITHOUT_RULES = 'Empty where Prometheus has not loaded the fleet rules.';
const cell = (decimals: number) => [
  { id: 'decimals', value: decimals },
  { id: 'noValue', value: '–' },
];

const groups = table({
  title: 'By group',
  description:
    'By the label group that Prometheus gives its targets: LOWIs, stale ones, net power now, net demand of the last complete quarter and of how many ' +
    `LOWIs it is, and the group's own coincident peak of this month. ${WITHOUT_RULES}`,
  unit: 'watt',
  size: [24, 6],
  queries: [
    'lowi_devices:count',
    'lowi_devices_stale:ratio',
    'lowi_net_power_watts:sum',
    'lowi_net_demand_watts:quarter_hour',
    'lowi_demand_devices:count',
    'lowi_net_demand_watts:month_max',
  ].map((record) => rows(byGroup(group(record)))),
  noValue: NOT_LOADED,
  columns: [
    { field: 'group', title: 'Group', unit: 'string' },
    { field: 'Value #A', title: 'LOWIs', unit: 'none', properties: cell(0) },
    { field: 'Value #B', title: 'Stale', unit: 'percentunit', properties: cell(1) },
    { field: 'Value #C', title: 'Net power', properties: cell(1) },
    { field: 'Value #D', title: 'Last quarter', properties: cell(1) },
    { field: 'Value #E', title: 'LOWIs in it', unit: 'none', properties: cell(0) },
    { field: 'Value #F', title: 'Coincident peak', properties: cell(1) },
  ],
  largestFirst: 'Coincident peak',
});

const demand = lines({
  title: 'Net demand by quarter',
  description: `Net demand of each group in each complete clock quarter; below zero the group exports. ${WITHOUT_RULES}`,
  unit: 'watt',
  size: [12, 9],
  queries: [over(byGroup(group('lowi_net_demand_watts:quarter_hour')), '{{group}}')],
  noValue: 'no complete quarter in this time, or no fleet rules',
})
  .interval('15m')
  .drawStyle(GraphDrawStyle.Line)
  .lineInterpolation(LineInterpolation.StepBefore);

const stale = lines({
  title: 'Share of stale LOWIs',
  description: `Of each group. ${WITHOUT_RULES}`,
  unit: 'percentunit',
  size: [12, 9],
  queries: [over(byGroup(group('lowi_devices_stale:ratio')), '{{group}}')],
  noValue: NOT_LOADED,
})
  .min(0)
  .axisSoftMax(0.1);

/** The groups beside each other, and over time. */
export const GROUPS: Section = { title: 'Groups', panels: [groups, demand, stale] };
