import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { perChannel } from './channels/dashboard.ts';
import { finish } from './finish.ts';
import { fleet } from './fleet/dashboard.ts';
import { gasAndWater } from './gas-water/dashboard.ts';
import { health } from './health/dashboard.ts';
import { home } from './home/dashboard.ts';
import { kitchen } from './kitchen/dashboard.ts';
import { LANGUAGES } from './language/language.ts';
import { months } from './months/dashboard.ts';

/** Dashboards in English only, by file name. */
const ENGLISH = {
  channels: perChannel,
  'gas-water': gasAndWater,
  'exporter-health': health,
  fleet,
};

/** Dashboards in every language. */
const TRANSLATED = { 'home-energy': home, kitchen, months };

const file = (name: string, board: DashboardBuilder): [name: string, text: string] => [
  `${name}.json`,
  finish(board.build()),
];

/** The text of every file in `grafana/dashboards`, other languages in folders of their own; each call gives the same bytes. */
export const files = (): [name: string, text: string][] => [
  ...Object.entries(ENGLISH).map(([name, board]) => file(name, board)),
  ...LANGUAGES.flatMap((language) =>
    Object.entries(TRANSLATED).map(([name, board]) =>
      file(language === 'en' ? name : `${language}/${name}`, board(language)),
    ),
  ),
];
