import { COLOR } from '../palette.ts';
import { DEVICE } from '../promql.ts';
import { dashboard, type Section } from '../shell.ts';
import { datasource, gasEnergy, meter } from '../variables.ts';
import { graphs } from './graphs.ts';
import type { Medium } from './medium.ts';
import { numbers } from './numbers.ts';

const GAS: Medium = {
  title: 'Gas',
  item: 'gas',
  absent: 'Empty in a house without a gas meter on the P1 port, and while the LOWI was stale.',
  counter: `lowi_gas_cubic_meters_total{${DEVICE}}`,
  color: COLOR.gas,
  unit: 'm3',
  perCubicMeter: 1,
  energy: '$kwh_per_m3',
  still: 'Above zero, gas never stopped flowing: heating in frost, or a leak.',
};

const WATER: Medium = {
  title: 'Water',
  item: 'water',
  absent: 'Empty in a house without a water meter on the P1 port, and while the LOWI was stale.',
  counter: `lowi_water_cubic_meters_total{${DEVICE}}`,
  color: COLOR.water,
  unit: 'litre',
  perCubicMeter: 1000,
  still: 'Above zero, water never stopped flowing: a dripping tap, a running cistern, or a leak.',
};

const section = (medium: Medium): Section => ({
  title: medium.title,
  panels: [...numbers(medium), ...graphs(medium)],
});

/** Gas and water. */
export const gasAndWater = dashboard({
  uid: 'lowi-gas-water',
  title: 'Gas & water',
  description: 'Gas and water by hour, day, week and month, and whether they ever stop flowing.',
  from: 'now-7d',
  variables: [datasource(), meter(), gasEnergy()],
  sections: [section(GAS), section(WATER)],
});
