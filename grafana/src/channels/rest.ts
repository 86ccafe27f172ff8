import { DEVICE, METER_CHANNEL } from '../promql.ts';

const METER = `${DEVICE},channel="${METER_CHANNEL}"`;
const OTHERS = `${DEVICE},channel!="${METER_CHANNEL}"`;

/** Roles of channels that use energy. A channel without a role counts as none: it may mirror the meter or another channel. */
export const CONSUMPTION = 'role=~"consumption|vehicle"';

/** What the board says where no channel has such a role, or none has a reading. */
export const NO_CONSUMER =
  'no fresh channel has the role consumption or vehicle (set roles in the configuration file)';

/** What one house imports and exports, and what each of its channels uses or produces. */
export interface Balance {
  imported: (meter: string) => string;
  exported: (meter: string) => string;
  channel: (channels: string) => string;
}

/**
 * What the house uses beside the channels with a role of consumption: import - export + production - their sum, by `ident`. Absent without such
 * a channel, and in a house that exports without a channel with the role production.
 */
export function restOfHouse({ imported, exported, channel }: Balance): string {
  const by = (role: string) =>
    `sum by (ident) (${channel(OTHERS)} * on (ident, channel) group_left () lowi_channel_info{${OTHERS},${role}})`;
  const inflow = `sum by (ident) (${imported(METER)})`;
  const unknownSun =
    `sum by (ident) (lowi_export_energy_watthours_total{${METER}}) > 0 ` +
    `unless on (ident) lowi_channel_info{${OTHERS},role="production"}`;
  const rest = `${inflow} - (sum by (ident) (${exported(METER)}) or 0 * ${inflow}) + (${by('role="production"')} or 0 * ${inflow}) - ${by(CONSUMPTION)}`;
  return `clamp_min(${rest}, 0) unless on (ident) (${unknownSun})`;
}
