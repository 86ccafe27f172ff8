import type { Overview } from '../overview.ts';
import { netPower, netText } from './meter.ts';

/** The tab's title: what a glance at it should tell, where there is one meter to tell of. */
export function titleOf({ devices, source }: Overview): string {
  const meters = devices.flatMap(({ channels }) => channels.filter(({ channel }) => channel === 'CH0'));
  const [meter] = meters.length === 1 ? meters : [];
  const net = meter && netPower(meter);
  const glance = source.connected ? net !== undefined && netText(net) : 'not connected';
  return glance ? `${glance} · LOWI exporter` : 'LOWI exporter';
}
