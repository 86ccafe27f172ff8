import { bars, lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { CHANNELS, gained, smooth } from '../promql.ts';
import { now, over } from '../query.ts';
import type { Section } from '../shell.ts';
import { DAYS } from '../span.ts';
import { stat } from '../stat.ts';
import { PRODUCTION_COLOR, productionAndRest } from './power.ts';

const STALE = 'Empty while the channel is stale, or if it publishes no power.';

const power = lines({
  title: 'Power',
  description: `Power of the channel. ${STALE}`,
  unit: 'watt',
  noValue: 'no power of a channel in this time',
  size: [10, 8],
  queries: productionAndRest(smooth('lowi_power_watts', CHANNELS)).map((expr) => over(expr, '{{name}}')),
}).overrideByQuery('A', PRODUCTION_COLOR);

const daily = bars({
  title: 'Energy per day, last 30 days',
  description:
    'At the high and the low rate, stacked. Empty on days before Prometheus ran, and for a channel without counters.',
  unit: 'watth',
  noValue: 'no counter of a channel in these days',
  size: [9, 8],
  queries: ['high', 'low'].map((tariff) =>
    over(`sum(${gained(`lowi_energy_watthours_total{${CHANNELS},tariff="${tariff}"}`, '1d')})`, tariff),
  ),
  color: { high: COLOR.importHigh, low: COLOR.importLow },
  stacked: true,
  span: DAYS,
});

const state = stat({
  title: 'State',
  description:
    'Other values of the channel. A smart plug has a relay and a WiFi signal. Empty while the channel is stale.',
  unit: 'none',
  size: [5, 8],
  queries: [
    now(`lowi_voltage_volts{${CHANNELS}}`, 'Voltage'),
    now(`lowi_current_amperes{${CHANNELS}}`, 'Current'),
    now(`lowi_relay_on{${CHANNELS}}`, 'Relay'),
    now(`lowi_wifi_signal_dbm{${CHANNELS}}`, 'WiFi'),
  ],
  noValue: 'no fresh reading of a channel',
  color: COLOR.neutral,
})
  .overrideByName('Voltage', [
    { id: 'unit', value: 'volt' },
    { id: 'decimals', value: 0 },
  ])
  .overrideByName('Current', [
    { id: 'unit', value: 'suffix: A' },
    { id: 'decimals', value: 1 },
  ])
  .overrideByName('Relay', [{ id: 'unit', value: 'bool_on_off' }])
  .overrideByName('WiFi', [{ id: 'unit', value: 'dBm' }]);

/** One channel. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's placeholder
export const ONE: Section = { title: '${channel:text}', repeat: 'channel', panels: [power, daily, state] };
