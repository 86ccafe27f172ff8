import { lines } from '../graph.ts';
import type { Translate } from '../language/language.ts';
import { METER } from '../meter/energy.ts';
import { EXPORTED, exportPower, housePower, importPower, smoothed, solarPower } from '../meter/power.ts';
import { tariffs } from '../meter/tariff.ts';
import { COLOR } from '../palette.ts';
import { smooth } from '../promql.ts';
import { over } from '../query.ts';
import type { Span } from '../span.ts';
import { timeline } from '../timeline.ts';

/** Import above zero and export below, with production and use of the house as lines. */
export function power(t: Translate, size: readonly [number, number], title: string, span?: Span) {
  const [bought, sold, solar, used] = [t('Import'), t('Export'), t('Solar'), t('House use')];
  const panel = lines({
    title,
    description: t(
      'Import above zero, export below. Solar power and house use are lines, if a channel has the role production. A gap means that the LOWI was stale or the exporter was down.',
    ),
    unit: 'watt',
    size,
    queries: [
      over(importPower(smoothed), bought),
      over(`-(${exportPower(smoothed)}) and on () (${EXPORTED})`, sold),
      over(solarPower(smoothed), solar),
      over(housePower(smoothed), used),
    ],
    calcs: ['mean', 'max'],
    noValue: t('no readings in this time'),
    color: { [bought]: COLOR.import, [sold]: COLOR.export, [solar]: COLOR.solar, [used]: COLOR.house },
    ...(span ? { span } : {}),
  });
  for (const name of [bought, sold]) {
    panel.overrideByName(name, [
      { id: 'custom.fillOpacity', value: 45 },
      { id: 'custom.gradientMode', value: 'none' },
      { id: 'custom.lineWidth', value: 1 },
    ]);
  }
  for (const name of [solar, used]) panel.overrideByName(name, [{ id: 'custom.fillOpacity', value: 0 }]);
  return panel;
}

/** When which tariff applied. */
export const tariff = (t: Translate) =>
  timeline({
    title: t('Tariff'),
    description: t('When the high and the low rate applied. Empty while the LOWI was stale.'),
    unit: 'none',
    size: [24, 3],
    queries: [over(`round(${smooth('lowi_tariff', METER)})`, t('Tariff'))],
    noValue: t('no readings in this time'),
    states: tariffs(t),
  });
