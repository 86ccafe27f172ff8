/** The chosen exporters. */
export const JOB = 'job=~"$job"';

/** A series that the fleet rules record, by `group`. */
export const group = (record: string) => `group:${record}{${JOB}}`;

/** Has a result where Prometheus has loaded the fleet rules. */
export const LOADED = `count(${group('lowi_devices:count')})`;

/** What a panel says without them. */
export const NOT_LOADED = 'no result of the fleet rules: load alerts/fleet';

/** Gives the LOWIs without a group a name. */
export const byGroup = (expr: string) =>
  `label_replace(sum by (group) (${expr}), "group", "without a group", "group", "")`;
