import { dashboard } from '../shell.ts';
import { datasource, job } from '../variables.ts';
import { GROUPS } from './groups.ts';
import { NOW } from './now.ts';
import { WORST } from './worst.ts';

/** Many LOWIs together, for the operator of a co-op or a grid. */
export const fleet = dashboard({
  uid: 'lowi-fleet',
  title: 'Fleet',
  description:
    'Many LOWIs by group: power, coincident peak, and those that are stale. Needs the rules in alerts/fleet.',
  from: 'now-24h',
  variables: [datasource(), job()],
  sections: [NOW, GROUPS, WORST],
});
