import { askPrometheus } from '../system/prometheus.ts';
import type { Dashboard, Panel, Variable } from './dashboards.ts';
import { NOW } from './houses.ts';
import { type Range, rangeOf } from './range.ts';

/** The values of a dashboard's variables. */
type Chosen = Readonly<Record<string, string>>;

/** Evaluates panels on a stored house; the same query on two boards is asked once. */
export class Drawing {
  readonly #url: string;
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The variables of a dashboard, as Grafana chooses them when it is opened. */
  async choose({ templating }: Dashboard): Promise<Chosen> {
    const chosen: Record<string, string> = {};
    for (const variable of templating.list) {
      if (variable.type === 'query') chosen[variable.name] = await this.#values(variable, chosen);
      else if (variable.type !== 'datasource') chosen[variable.name] = String(variable.query);
    }
    return chosen;
  }

  async #values({ query, regex, includeAll, allValue }: Variable, chosen: Chosen): Promise<string> {
    const options = (await this.#options(query, chosen)).flatMap((text) => {
      if (!regex) return text;
      const found = new RegExp(regex.slice(1, -1)).exec(text);
      return found?.groups?.['value'] ?? found?.[1] ?? [];
    });
    if (!includeAll) return [...options].sort()[0] ?? '';
    return typeof allValue === 'string' && allValue !== '' ? allValue : options.join('|');
  }

  async #options(query: string, chosen: Chosen): Promise<string[]> {
    const [, kind, body = ''] = /^(label_values|query_result)\((.*)\)$/s.exec(query) ?? [];
    if (kind === 'query_result') {
      const { result } = await askPrometheus(this.#url, 'query', {
        query: substitute(body, chosen),
        time: String(NOW),
      });
      return result.map(({ metric }) => {
        const { __name__: name = '', ...labels } = metric;
        const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
        return `${name}{${pairs.join(',')}} 1 1`;
      });
    }
    const [, selector = '', label = ''] = /^(.*),\s*(\w+)$/s.exec(body) ?? [];
    const found = await askPrometheus(this.#url, 'query', {
      query: `group by (${label}) (last_over_time(${substitute(selector, chosen)}[24h]))`,
      time: String(NOW),
    });
    return found.result.flatMap(({ metric }) => metric[label] ?? []);
  }

  /** Whether a query of the panel has a result. Fails on an error of Prometheus. */
  async hasData(
    { time }: Dashboard,
    { targets = [], timeFrom, interval }: Panel,
    chosen: Chosen,
  ): Promise<boolean> {
    const range = rangeOf(timeFrom ?? time.from, interval);
    const found = targets.map(({ expr, instant = false }) => this.#ask(expr, instant, range, chosen));
    return (await Promise.all(found)).includes(true);
  }

  #ask(expr: string, instant: boolean, range: Range, chosen: Chosen): Promise<boolean> {
    const query = substitute(expr, { ...chosen, ...times(range) });
    const key = `${query} ${instant} ${JSON.stringify(range)}`;
    const answer = this.#answers.get(key) ?? this.#hasResult(query, instant, range);
    this.#answers.set(key, answer);
    return answer;
  }

  async #hasResult(query: string, instant: boolean, { from, to, step }: Range): Promise<boolean> {
    const along = { query, start: String(from), end: String(to), step: String(step) };
    const { result } = instant
      ? await askPrometheus(this.#url, 'query', { query, time: String(NOW) })
      : await askPrometheus(this.#url, 'query_range', along);
    return result.some(({ value, values = [] }) =>
      [...(value ? [value] : []), ...values].some(([, text]) => text !== 'NaN'),
    );
  }
}

const times = ({ from, to, step }: Range): Chosen => ({
  __range: `${to === from ? step : to - from}s`,
  __interval: `${step}s`,
  __rate_interval: `${Math.max(step + 60, 240)}s`,
});

/** Replaces `$name` and the same in braces. `$1` of `label_replace` is none. */
function substitute(expr: string, values: Chosen): string {
  return expr.replace(/\$(?:\{(\w+)(?::\w+)?\}|([A-Za-z_]\w*))/g, (_, braced?: string, bare?: string) => {
    const value = values[braced ?? bare ?? ''];
    if (value === undefined) throw new Error(`${expr}: unknown variable ${braced ?? bare}`);
    return value;
  });
}
