import assert from 'node:assert/strict';
import { yaml } from './rules.ts';

export type Labels = Record<string, string>;

interface Route {
  receiver?: string;
  matchers?: string[];
  group_by?: string[];
  group_wait?: string;
  group_interval?: string;
  routes?: Route[];
}

interface Configuration {
  route: Route;
  inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal?: string[] }[];
  receivers: { name: string }[];
}

function matches(matchers: string[], labels: Labels): boolean {
  return matchers.every((matcher) => {
    const [, label = '', operator = '', value = ''] =
      /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher) ?? assert.fail(matcher);
    const found = labels[label] ?? '';
    const equal = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(found) : found === value;
    return equal === operator.startsWith('=');
  });
}

/** A configuration of Alertmanager, and what it does with alerts. */
export function alertmanager(file: string) {
  const { route: root, inhibit_rules, receivers } = yaml<Configuration>(file);

  /** The settings of the deepest first route that matches, as Alertmanager inherits them. */
  function settings(labels: Labels, route = root, inherited: Route = {}): Route {
    const own = { ...inherited, ...route };
    const child = route.routes?.find((candidate) => matches(candidate.matchers ?? [], labels));
    return child ? settings(labels, child, own) : own;
  }

  /** Whether one firing alert mutes another. A label that neither has counts as equal. */
  function mutes(source: Labels, target: Labels): boolean {
    return inhibit_rules.some(
      (rule) =>
        matches(rule.source_matchers, source) &&
        matches(rule.target_matchers, target) &&
        (rule.equal ?? []).every((label) => source[label] === target[label]),
    );
  }

  return { root, inhibit_rules, receivers, settings, mutes };
}
