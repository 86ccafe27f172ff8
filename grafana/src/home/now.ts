import { COLOR } from '../palette.ts';
import { steps } from '../panel.ts';
import { now } from '../query.ts';
import type { Section } from '../shell.ts';
import { stat } from '../stat.ts';
import { METER } from './energy.ts';
import { housePower, latest, netPower, solarPower } from './power.ts';
import { TARIFFS } from './tariff.ts';

const net = stat({
  title: 'Net power now',
  description:
    'Power from the grid; below zero, and in green, the house exports. Empty while the LOWI is stale.',
  unit: 'watt',
  size: [8, 6],
  queries: [now(netPower(latest), 'Net')],
  noValue: 'stale',
  color: steps(COLOR.export, [0, COLOR.import]),
});

const house = stat({
  title: 'House use',
  description:
    'Import minus export, plus the power of the channels with the role production. Without such a channel it is unknown while the house ' +
    "exports: give the solar channel the role production in the exporter's configuration.",
  unit: 'watt',
  size: [6, 6],
  queries: [now(housePower(latest), 'House')],
  noValue: 'unknown',
  color: COLOR.house,
});

const solar = stat({
  title: 'Solar now',
  description:
    "Power of the channels with the role production. Empty if no channel has that role in the exporter's configuration, or while it is stale.",
  unit: 'watt',
  size: [6, 6],
  queries: [now(solarPower(latest), 'Solar')],
  noValue: 'no reading',
  color: COLOR.solar,
});

const tariff = stat({
  title: 'Tariff',
  description: 'The rate in force: high by day, low at night and on weekends. Empty while the LOWI is stale.',
  unit: 'none',
  size: [4, 6],
  queries: [now(latest('lowi_tariff', METER), 'Tariff')],
  noValue: 'stale',
  filled: true,
  states: TARIFFS,
  color: COLOR.neutral,
});

/** Current power and tariff. */
export const NOW: Section = { panels: [net, house, solar, tariff] };
