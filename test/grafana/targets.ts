import { dashboards, panelsOf } from './dashboards.ts';

/** Values of Grafana's variables for queries without Grafana. */
export interface Choices {
  ident: string;
  channel: string;
  job: string;
  kwh_per_m3: string;
  /** `$__interval`, for panels without an interval of their own. */
  interval: string;
  rateInterval: string;
  /** `$__range`, for panels without a time range of their own. */
  range: string;
}

export const EVERYTHING: Choices = {
  ident: '3494546c709b',
  channel: '.+',
  job: '.+',
  kwh_per_m3: '10.5',
  interval: '60s',
  rateInterval: '5m',
  range: '24h',
};

export interface Target {
  dashboard: string;
  panel: string;
  refId: string;
  /** The expression in the dashboard. */
  raw: string;
  /** With every variable replaced. */
  expr: string;
  /** Asked once at the end of the range, or along it. */
  instant: boolean;
}

/** Every query of every panel, ready to be sent to a Prometheus. */
export function targets(choices: Partial<Choices> = {}): Target[] {
  const all = { ...EVERYTHING, ...choices };
  return dashboards().flatMap(([, dashboard]) =>
    panelsOf(dashboard).flatMap(({ title, targets: queries = [], interval }) =>
      queries.map(({ refId, expr: raw, instant = false }) => {
        const expr = substitute(raw, interval === undefined ? all : { ...all, interval });
        return { dashboard: dashboard.title, panel: title, refId, raw, expr, instant };
      }),
    ),
  );
}

/** Replaces the variables, and fails for one that it does not know. `$1` of `label_replace` is none. */
export function substitute(expr: string, choices: Choices): string {
  const values: Record<string, string> = {
    ident: choices.ident,
    channel: choices.channel,
    job: choices.job,
    kwh_per_m3: choices.kwh_per_m3,
    __interval: choices.interval,
    __rate_interval: choices.rateInterval,
    __range: choices.range,
  };
  return expr.replace(/\$([A-Za-z_]\w*)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${expr}: unknown variable $${name}`);
    return value;
  });
}
