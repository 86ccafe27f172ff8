import { missing, stale } from '../absence.ts';
import type { Translate } from '../language/language.ts';
import { housePower, latest, netPower, PRODUCTION_KNOWN, solarPower } from '../meter/power.ts';
import { COLOR } from '../palette.ts';
import { colored } from '../panel.ts';
import { now } from '../query.ts';
import { stat } from '../stat.ts';

/** Power from or to the grid, in words. */
export function grid(t: Translate, size: readonly [number, number]) {
  return stat({
    title: t('Grid now'),
    description: t(
      'Power that the house takes from the grid, or gives to it. Unknown while the LOWI is stale.',
    ),
    unit: 'watt',
    size,
    queries: [
      now(`round(${netPower(latest)}) >= 0`, t('from the grid')),
      now(`-round(${netPower(latest)}) > 0`, t('to the grid')),
    ],
    absences: [stale(t)],
    text: [16, 32],
    noValue: t('no readings stored'),
    color: COLOR.import,
  }).overrideByName(t('to the grid'), [colored(COLOR.export)]);
}

/** Use of the house and production of its panels. */
export function house(t: Translate, size: readonly [number, number]) {
  return stat({
    title: t('House and sun now'),
    description: t(
      "House use is import minus export, plus the power of the channels with the role production. A house that exports needs such a channel: give your solar channel the role production in the exporter's configuration. Unknown while the LOWI is stale.",
    ),
    unit: 'watt',
    size,
    queries: [
      now(`round(${housePower(latest)})`, t('House use')),
      now(`round(${solarPower(latest)})`, t('Solar')),
    ],
    absences: [missing(t('House use?'), t('set a role'), PRODUCTION_KNOWN), stale(t)],
    text: [16, 34],
    noValue: t('no readings stored'),
    color: COLOR.house,
  }).overrideByName(t('Solar'), [colored(COLOR.solar)]);
}
