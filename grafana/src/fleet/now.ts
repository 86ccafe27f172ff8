import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { COLOR } from '../palette.ts';
import { colored, steps } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { THIS_MONTH } from '../span.ts';
import { stat } from '../stat.ts';
import { group, LOADED, NOT_LOADED } from './rules.ts';

const WITHOUT_RULES = 'Empty where Prometheus has not loaded the fleet rules.';

const lowis = stat({
  title: 'LOWIs',
  description: `LOWIs with a meter that the exporters know. ${WITHOUT_RULES}`,
  unit: 'none',
  size: [4, 4],
  queries: [now(`sum(${group('lowi_devices:count')})`, 'LOWIs')],
  noValue: NOT_LOADED,
  color: COLOR.neutral,
});

const stale = stat({
  title: 'Stale',
  description: `Share of the LOWIs whose meter has stopped publishing. ${WITHOUT_RULES}`,
  unit: 'percentunit',
  size: [4, 4],
  queries: [now(`sum(${group('lowi_devices_stale:count')}) / sum(${group('lowi_devices:count')})`, 'Stale')],
  noValue: NOT_LOADED,
  decimals: 1,
  color: steps(COLOR.good, [0.01, COLOR.late], [0.1, COLOR.bad]),
});

const net = stat({
  title: 'Net power',
  description: `Import minus export of all fresh meters. ${WITHOUT_RULES}`,
  unit: 'watt',
  size: [4, 4],
  queries: [now(`sum(${group('lowi_net_power_watts:sum')})`, 'Net')],
  noValue: 'no fresh meter, or no fleet rules',
  decimals: 1,
  color: COLOR.import,
});

const production = stat({
  title: 'Production',
  description: `Power of the channels with the role production. ${WITHOUT_RULES}`,
  unit: 'watt',
  size: [4, 4],
  queries: [
    now(`sum(${group('lowi_production_power_watts:sum')})`, 'Production'),
    now(`${LOADED} > 0 unless sum(${group('lowi_production_power_watts:sum')})`, 'None'),
  ],
  noValue: NOT_LOADED,
  decimals: 1,
  color: COLOR.solar,
})
  .textMode(BigValueTextMode.Value)
  .overrideByName('None', [
    colored(COLOR.past),
    {
      id: 'mappings',
      value: [
        { type: 'range', options: { from: 0, to: null, result: { text: 'no channel with that role' } } },
      ],
    },
  ]);

const selfConsumption = stat({
  title: 'Self-consumption',
  description: `The part of the production that the same house uses. Unknown without a channel with the role production. ${WITHOUT_RULES}`,
  unit: 'percentunit',
  size: [4, 4],
  queries: [
    now(
      `sum(${group('lowi_self_consumption:ratio')} * ${group('lowi_production_power_watts:sum')}) ` +
        `/ (sum(${group('lowi_production_power_watts:sum')} and ${group('lowi_self_consumption:ratio')}) > 0)`,
      'Self-consumption',
    ),
  ],
  noValue: 'no production now, or no fleet rules',
  decimals: 0,
  color: COLOR.solar,
});

const peak = stat({
  title: 'Coincident peak this month',
  description: `The highest quarter-hour of the net demand of all together, since the first of the month, as far as Prometheus has data. ${WITHOUT_RULES}`,
  unit: 'watt',
  size: [4, 4],
  queries: [now(`max_over_time(sum(${group('lowi_net_demand_watts:quarter_hour')})[$__range:15m])`, 'Peak')],
  noValue: 'no complete quarter yet, or no fleet rules',
  decimals: 1,
  color: COLOR.house,
  span: THIS_MONTH,
});

/** The fleet at a glance. */
export const NOW: Section = { panels: [lowis, stale, net, production, selfConsumption, peak] };
