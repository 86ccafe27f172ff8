import { CHANNELS, named } from '../promql.ts';
import { rows } from '../query.ts';
import { table } from '../table.ts';
import { CONSUMPTION } from './rest.ts';

/** Sorts after the channels. */
const TOTAL = 'total';

/** Each channel's value, and the sum of those that use energy in a row of its own. */
function values(expr: string) {
  const each = `sum by (name, channel) (${named(expr, CHANNELS)})`;
  return `${each} or ${totalRow(sumOfUse(expr))}`;
}

const totalRow = (expr: string) =>
  `label_replace(label_replace(${expr}, "name", "Use of all", "", ""), "channel", "${TOTAL}", "", "")`;

const sumOfUse = (expr: string) =>
  `sum(${expr} * on (ident, channel) group_left () lowi_channel_info{${CHANNELS},${CONSUMPTION}})`;

const UP = `lowi_channel_up{${CHANNELS}}`;
const info = (role: string) => `lowi_channel_info{${CHANNELS},${role}}`;
const ROLES =
  `${UP} * on (ident, channel) group_left (role) ` +
  `(${info('role!=""')} or label_replace(${info('role=""')}, "role", "set a role", "", ""))`;
/** A row for each channel, and for the total. */
const roles =
  `sum by (name, channel, role) (${named(`(${ROLES})`, CHANNELS)}) ` +
  `or label_replace(${totalRow(sumOfUse(UP))}, "role", "consumption, vehicle", "", "")`;

const energy = (period: string) =>
  rows(values(`lowi_period_energy_watthours{${CHANNELS},period="${period}"}`));

/** Fixed widths leave the rest of the line to the names, also on a tablet. */
const wide = (pixels: number) => ({ id: 'custom.width', value: pixels });
const cell = (pixels: number, decimals?: number) => [
  wide(pixels),
  { id: 'noValue', value: '–' },
  ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
];

/** Each channel's numbers. */
export const list = table({
  title: 'All channels',
  description:
    'Power now, and energy of the present hour, day and month as the device counts them. Age is the time since the last publish. ' +
    'A stale channel has an age and no other numbers. The last row is the sum of the channels with the role consumption or vehicle. ' +
    'Empty in a house where the LOWI has only the meter.',
  unit: 'watth',
  size: [24, 8],
  queries: [
    rows(values(`lowi_power_watts{${CHANNELS}}`)),
    energy('hour'),
    energy('day'),
    energy('month'),
    rows(
      `sum by (name, channel) (${named(`(time() - lowi_last_publish_timestamp_seconds{${CHANNELS}})`, CHANNELS)})`,
    ),
    rows(roles),
  ],
  noValue: 'this LOWI has published no channel besides the meter (CH0)',
  columns: [
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string', properties: [wide(85)] },
    {
      field: 'role',
      title: 'Role',
      unit: 'string',
      properties: [wide(160)],
    },
    { field: 'Value #A', title: 'Now', unit: 'watt', properties: cell(105) },
    { field: 'Value #B', title: 'This hour', properties: cell(105) },
    { field: 'Value #C', title: 'Today', properties: cell(105) },
    { field: 'Value #D', title: 'This month', properties: cell(105) },
    { field: 'Value #E', title: 'Age', unit: 's', properties: cell(90, 0) },
  ],
  hidden: ['Value #F'],
  smallestFirst: 'Channel',
});
