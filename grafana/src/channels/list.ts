import { CHANNELS, named } from '../promql.ts';
import { rows } from '../query.ts';
import { table } from '../table.ts';

const values = (expr: string) => rows(`sum by (name, channel) (${named(expr, CHANNELS)})`);
const energy = (period: string) => values(`lowi_period_energy_watthours{${CHANNELS},period="${period}"}`);

/** Fixed widths leave the rest of the line to the names, also on a tablet. */
const wide = (pixels: number) => ({ id: 'custom.width', value: pixels });

/** Each channel's numbers. */
export const list = table({
  title: 'All channels',
  description:
    'Power now, and energy of the present hour, day and month as the device counts them. Age is the time since the last publish. ' +
    'A stale channel has an age and no other numbers. Empty in a house where the LOWI has only the meter.',
  unit: 'watth',
  size: [24, 8],
  queries: [
    values(`lowi_power_watts{${CHANNELS}}`),
    energy('hour'),
    energy('day'),
    energy('month'),
    values(`(time() - lowi_last_publish_timestamp_seconds{${CHANNELS}})`),
  ],
  noValue: '–',
  columns: [
    { field: 'name', title: 'Name', unit: 'string' },
    { field: 'channel', title: 'Channel', unit: 'string', properties: [wide(75)] },
    { field: 'Value #A', title: 'Now', unit: 'watt', properties: [wide(105)] },
    { field: 'Value #B', title: 'This hour', properties: [wide(105)] },
    { field: 'Value #C', title: 'Today', properties: [wide(105)] },
    { field: 'Value #D', title: 'This month', properties: [wide(105)] },
    { field: 'Value #E', title: 'Age', unit: 's', properties: [wide(90), { id: 'decimals', value: 1 }] },
  ],
  largestFirst: 'Now',
});
