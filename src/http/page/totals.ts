import type { Overview, Totals } from '../overview.ts';

/** The totals that came with the overview, or those of its devices. */
export function totalsOf({ totals, devices }: Overview): Totals {
  if (totals) return totals;
  const stale = devices.map(({ channels }) => channels.filter(({ fresh }) => !fresh).length);
  return {
    devices: devices.length,
    troubled: stale.filter((count) => count > 0).length,
    channels: devices.reduce((sum, { channels }) => sum + channels.length, 0),
    stale: stale.reduce((sum, count) => sum + count, 0),
  };
}
