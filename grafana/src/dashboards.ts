import { perChannel } from './channels/dashboard.ts';
import { finish } from './finish.ts';
import { fleet } from './fleet/dashboard.ts';
import { gasAndWater } from './gas-water/dashboard.ts';
import { health } from './health/dashboard.ts';
import { home } from './home/dashboard.ts';

/** All dashboards by file name. */
const DASHBOARDS = {
  'home-energy': home,
  channels: perChannel,
  'gas-water': gasAndWater,
  'exporter-health': health,
  fleet,
};

/** The text of every file in `grafana/dashboards`; each call gives the same bytes. */
export const files = (): [name: string, text: string][] =>
  Object.entries(DASHBOARDS).map(([name, dashboard]) => [`${name}.json`, finish(dashboard.build())]);
