import { lines } from '../graph.ts';
import { COLOR } from '../palette.ts';
import { smooth } from '../promql.ts';
import { over } from '../query.ts';
import type { Section } from '../shell.ts';
import { timeline } from '../timeline.ts';
import { METER } from './energy.ts';
import { exportPower, housePower, importPower, smoothed, solarPower } from './power.ts';
import { TARIFFS } from './tariff.ts';

const power = lines({
  title: 'Power over time',
  description:
    'Import above zero, export below. Production and house use as lines, if a channel has the role production. Without solar panels only ' +
    'import and house use, which are then the same. A gap means that the LOWI was stale or the exporter was down.',
  unit: 'watt',
  size: [24, 10],
  queries: [
    over(importPower(smoothed), 'Import'),
    over(`-(${exportPower(smoothed)})`, 'Export'),
    over(solarPower(smoothed), 'Solar'),
    over(housePower(smoothed), 'House'),
  ],
  color: { Import: COLOR.import, Export: COLOR.export, Solar: COLOR.solar, House: COLOR.house },
});
for (const name of ['Import', 'Export']) {
  power.overrideByName(name, [
    { id: 'custom.fillOpacity', value: 45 },
    { id: 'custom.gradientMode', value: 'none' },
    { id: 'custom.lineWidth', value: 1 },
  ]);
}
for (const name of ['Solar', 'House']) power.overrideByName(name, [{ id: 'custom.fillOpacity', value: 0 }]);

const tariff = timeline({
  title: 'Tariff',
  description: 'When the high and the low rate applied. Empty while the LOWI was stale.',
  unit: 'none',
  size: [24, 3],
  queries: [over(`round(${smooth('lowi_tariff', METER)})`, 'Tariff')],
  states: TARIFFS,
});

/** Power over the dashboard's time range. */
export const FLOW: Section = { title: 'Power', panels: [power, tariff] };
