import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A rule of a rule file: an alert or a recorded series. */
interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A firing alert, as a unit test expects it. */
interface ExpectedAlert {
  exp_labels: Record<string, string>;
  exp_annotations: Record<string, string>;
}

/** One group of promtool's unit tests: an input, and what fires when. */
interface TestGroup {
  name: string;
  alert_rule_test?: { alertname: string; eval_time: string; exp_alerts: ExpectedAlert[] }[];
}

const files = (folder: string, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

/** The rule files of a household, and those of a fleet. */
export const RULE_FILES = files('alerts', '.rules.yml');
export const FLEET_RULE_FILES = files('alerts/fleet', '.rules.yml');
export const TEST_FILES = files('alerts/tests', '.test.yml');

/** The parsed content of a YAML file. */
export const yaml = <T>(file: string): T => parse(readFileSync(file, 'utf8'), { merge: true }) as T;

const rulesIn = (file: string) =>
  yaml<{ groups: { rules: Rule[] }[] }>(file).groups.flatMap((group) => group.rules);
const isAlert = (rule: Rule): rule is Rule & { alert: string } => rule.alert !== undefined;

export const RULES = [...RULE_FILES, ...FLEET_RULE_FILES].flatMap(rulesIn);
export const ALERTS = RULES.filter(isAlert);
export const HOUSEHOLD_ALERTS = RULE_FILES.flatMap(rulesIn).filter(isAlert);

export const TEST_GROUPS = TEST_FILES.flatMap((file) => yaml<{ tests: TestGroup[] }>(file).tests);
