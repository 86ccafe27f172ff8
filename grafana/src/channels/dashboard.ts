import { COLOR } from '../palette.ts';
import { CHANNELS, named } from '../promql.ts';
import { dashboard } from '../shell.ts';
import { channels, datasource, device } from '../variables.ts';
import { list } from './list.ts';
import { power } from './now.ts';
import { ONE } from './one.ts';
import { history, share } from './use.ts';

/** Power and energy of each channel. */
export const perChannel = dashboard({
  uid: 'lowi-channels',
  title: 'Channels',
  description: "The LOWI's channels except the meter: now, over time, and one by one.",
  from: 'now-24h',
  variables: [datasource(), device(), channels()],
  marks: [
    {
      name: 'Channel stale',
      color: COLOR.bad,
      expr: named(`(lowi_channel_up{${CHANNELS}} == bool 0)`, CHANNELS),
      text: '{{name}} has stopped publishing.',
    },
  ],
  sections: [{ panels: [power, share, history, list] }, ONE],
});
