/** The chosen device, in a selector. */
export const DEVICE = 'ident="$ident"';

/** The channel of the meter itself. */
export const METER_CHANNEL = 'CH0';

/** Its chosen channels. */
export const CHANNELS = `${DEVICE},channel=~"$channel"`;

/**
 * A gauge, averaged over the step of the graph. Power always comes from the gauges: `rate()` of a counter that changes once a minute
 * varies by a third, and over `$__rate_interval` down to 0.
 */
export const smooth = (metric: string, selector: string) =>
  `avg_over_time(${metric}{${selector}}[$__rate_interval])`;

/** Adds the label `name`: the channel's name, or its id if it has no name. */
export function named(expr: string, ...selectors: string[]): string {
  const given = `lowi_channel_info{${[...selectors, 'name!=""'].join(',')}}`;
  const without = `lowi_channel_info{${[...selectors, 'name=""'].join(',')}}`;
  const nameless = `label_replace(${without}, "name", "$1", "channel", "(.+)")`;
  return `${expr} * on (ident, channel) group_left (name) (${given} or ${nameless})`;
}

/** A label, or another one where it is empty. */
const orElse = (info: string, label: string, other: string) =>
  `label_replace(label_join(${info}, "${label}", ";", "${label}", "${other}"), "${label}", "$1$2", "${label}", "(.+);[^;]*|;(.+)")`;

/** Adds the labels `name` and `device`: the names of the channel and its LOWI, or channel and ident without one. */
export const located = (expr: string, selector: string) => locatedBy(expr, `lowi_channel_info{${selector}}`);

/** The same for what happened in each whole step of `width`; the step starts at the point. */
export const locatedDuring = (expr: string, width: string, selector: string) =>
  locatedBy(
    expr,
    `topk by (ident, channel) (1, max_over_time(lowi_channel_info{${selector}}[${width}] offset -${width}))`,
  );

const locatedBy = (expr: string, info: string) =>
  `${expr} * on (ident, channel) group_left (name, device) ${orElse(orElse(info, 'name', 'channel'), 'device', 'ident')}`;

/** The increase of a counter in each whole step of `width`; the step starts at the point. */
export const gained = (counter: string, width: string) => `increase(${counter}[${width}] offset -${width})`;

/**
 * The increase of a counter since the panel's range began, at each point; `ago` takes it from an earlier day or week.
 * The lowest reading of the range is its first one, also if the range begins without a reading.
 */
export function since(counter: string, ago?: string): string {
  const offset = ago ? ` offset ${ago}` : '';
  return `sum(${counter}${offset} - min_over_time(${counter}[$__range] @ end()${offset}))`;
}
