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
    'Power from the grid; below zero the house gives power to it. Amber from 2.5 kW on, the least monthly peak that Flanders bills, red from 5 kW. ' +
    'Empty while the LOWI is silent.',
  unit: 'watt',
  size: [8, 6],
  queries: [now(netPower(latest), 'Net')],
  noValue: 'silent',
  color: steps(COLOR.export, [0, COLOR.import], [2500, COLOR.late], [5000, COLOR.bad]),
});

const house = stat({
  title: 'House use',
  description:
    'What the house takes: import less export, plus what the channels with the role production make. Without such a channel it is import less export, ' +
    "and unknown while the house exports: give the solar channel the role production in the exporter's configuration.",
  unit: 'watt',
  size: [6, 6],
  queries: [now(housePower(latest), 'House')],
  noValue: 'unknown',
  color: COLOR.house,
});

const solar = stat({
  title: 'Solar now',
  description:
    "Power of the channels with the role production. Empty in a house without one, while it is silent, or when no channel has that role in the exporter's configuration.",
  unit: 'watt',
  size: [6, 6],
  queries: [now(solarPower(latest), 'Solar')],
  noValue: 'no reading',
  color: COLOR.solar,
});

const tariff = stat({
  title: 'Tariff',
  description:
    'The rate that counts now: high by day, low at night and in the weekend. Empty while the LOWI is silent.',
  unit: 'none',
  size: [4, 6],
  queries: [now(latest('lowi_tariff', METER), 'Tariff')],
  noValue: 'silent',
  filled: true,
  states: TARIFFS,
  color: COLOR.neutral,
});

/** What happens this minute. */
export const NOW: Section = { panels: [net, house, solar, tariff] };
