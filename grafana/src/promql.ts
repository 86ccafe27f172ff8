/** The chosen device, in a selector. */
export const DEVICE = 'ident="$ident"';

/** The chosen channels of it. */
export const CHANNELS = `${DEVICE},channel=~"$channel"`;

/**
 * A gauge, smoothed over the step of the graph. Power is always taken from the gauges: `rate()` of a counter that moves once a minute
 * swings by a third, over `$__rate_interval` to nothing.
 */
export const smooth = (metric: string, selector: string) =>
  `avg_over_time(${metric}{${selector}}[$__rate_interval])`;

/** Adds the label `name`: the owner's name of the channel, or the channel where there is none. */
export function named(expr: string, ...selectors: string[]): string {
  const given = `lowi_channel_info{${[...selectors, 'name!=""'].join(',')}}`;
  const without = `lowi_channel_info{${[...selectors, 'name=""'].join(',')}}`;
  const nameless = `label_replace(${without}, "name", "$1", "channel", "(.+)")`;
  return `${expr} * on (ident, channel) group_left (name) (${given} or ${nameless})`;
}

/** Watt-hours, or cubic metres, that a counter gained in each whole step of `width`, the step starting at the point. */
export const gained = (counter: string, width: string) => `increase(${counter}[${width}] offset -${width})`;

/**
 * What a counter gained since the panel's range began, at each moment of it; `ago` takes the same from an earlier day or week.
 * The least reading of the range is the first one, also when none came at its very beginning.
 */
export function since(counter: string, ago?: string): string {
  const offset = ago ? ` offset ${ago}` : '';
  return `sum(${counter}${offset} - min_over_time(${counter}[$__range] @ end()${offset}))`;
}

/** What a counter gained in the whole of the panel's range. */
export const total = (counter: string) => `sum(increase(${counter}[$__range]))`;
