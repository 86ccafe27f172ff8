import { COLOR } from '../palette.ts';
import { CHANNELS, named } from '../promql.ts';
import { dashboard } from '../shell.ts';
import { channels, datasource, device } from '../variables.ts';
import { list } from './list.ts';
import { power } from './now.ts';
import { ONE } from './one.ts';
import { history, share } from './use.ts';

/** What each device in the house takes. */
export const perChannel = dashboard({
  uid: 'lowi-channels',
  title: 'Channels',
  description: "The LOWI's channels beside the meter itself: now, over time, and each by itself.",
  from: 'now-24h',
  variables: [datasource(), device(), channels()],
  marks: [
    {
      name: 'Channel silent',
      color: COLOR.bad,
      expr: named(`(lowi_channel_up{${CHANNELS}} == bool 0)`, CHANNELS),
      text: '{{name}} sends nothing.',
    },
  ],
  sections: [{ panels: [power, share, history, list] }, ONE],
});
