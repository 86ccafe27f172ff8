import { perChannel } from './channels/dashboard.ts';
import { finish } from './finish.ts';
import { gasAndWater } from './gas-water/dashboard.ts';
import { health } from './health/dashboard.ts';
import { home } from './home/dashboard.ts';

/** Every dashboard, by the name of its file. */
const DASHBOARDS = {
  'home-energy': home,
  channels: perChannel,
  'gas-water': gasAndWater,
  'exporter-health': health,
};

/** The text of every file in `grafana/dashboards`, the same at each call. */
export const files = (): [name: string, text: string][] =>
  Object.entries(DASHBOARDS).map(([name, dashboard]) => [`${name}.json`, finish(dashboard.build())]);
