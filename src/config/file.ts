import { readFileSync } from 'node:fs';
import { isScalar, type Node, parseDocument, visit, type YAMLError, type YAMLWarning } from 'yaml';
import type { ConfigErrors } from './errors.ts';
import { LEAVES, SCHEMA } from './schema.ts';

/** What a configuration file says: settings by key, and the two parts that are validated beside the schema. */
export interface FileValues {
  settings: Map<string, unknown>;
  devices: unknown;
  prices: unknown;
  /** There is one, and nobody knows what it says. */
  isUnreadable: boolean;
}

/** Reads a YAML or JSON file; what can't be read, and keys that nobody knows, are faults. */
export function readConfigFile(path: string | undefined, errors: ConfigErrors): FileValues {
  const empty = { settings: new Map(), devices: undefined, prices: undefined, isUnreadable: false };
  const root = path === undefined ? null : parseFile(path, errors);
  if (root === null) return empty;
  if (!isGroup(root)) {
    if (root !== undefined) errors.say(`configuration file ${path}`, 'expected settings by key');
    return { ...empty, isUnreadable: true };
  }
  const { devices, prices, ...groups } = root;
  return { settings: settingsOf(groups, errors), devices, prices, isUnreadable: false };
}

/** What the file says, null if that is nothing; undefined if it can't be read. */
function parseFile(path: string, errors: ConfigErrors): unknown {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { uniqueKeys: readsSame });
    const found = [...document.errors, ...document.warnings];
    for (const error of found) errors.say(`configuration file ${path}`, described(error));
    if (found.length > 0) return undefined;
    visit(document, {
      Pair(_, { key }) {
        // a serial number such as 3494546e7091 is text, though YAML takes it for a number
        if (isScalar(key) && key.source !== undefined) key.value = key.source;
      },
    });
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) errors.say(`configuration file ${path}`, NO_ALIAS);
    else
      errors.say(
        '--config (LOWI_CONFIG_FILE)',
        `expected a file that can be read (${(error as Error).message}), got "${path}"`,
      );
    return undefined;
  }
}

const NO_ALIAS =
  'a value that begins with * stands for another, and that one is not there; text that begins so needs quotes';

/** Where the parser's own words hold what stands there. */
const WORDS: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'a tag (!…) that nobody knows; text that begins so needs quotes',
  BAD_DQ_ESCAPE: 'an escape sequence (\\…) that is none; in single quotes it is text',
  BAD_DIRECTIVE: 'a directive (%…) that nobody knows',
};

/** What the parser found and where, without what stands there: it may be a password. */
function described({ code, message }: YAMLError | YAMLWarning): string {
  const [, what = '', where = ''] = /^(.*?)(?:: .*)?( at line \d+, column \d+)/s.exec(message) ?? [];
  return (WORDS[code] ?? what) + where;
}

/** Whether two keys are the same text: as numbers, many serial numbers are all infinite. */
function readsSame(one: Node, other: Node): boolean {
  return isScalar(one) && isScalar(other) && one.source === other.source;
}

function settingsOf(groups: Record<string, unknown>, errors: ConfigErrors): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  for (const [group, values] of Object.entries(groups)) {
    if (!Object.hasOwn(SCHEMA, group)) unknownKey(group, errors);
    else if (isGroup(values)) collect(group, values, settings, errors);
    else if (values !== null)
      errors.setting(group, beforeColon(values), `a group of settings (${keysOf(group).join(', ')})`);
  }
  return settings;
}

function collect(
  group: string,
  values: Record<string, unknown>,
  into: Map<string, unknown>,
  errors: ConfigErrors,
): void {
  for (const [name, value] of Object.entries(values)) {
    const key = `${group}.${name}`;
    if (!LEAVES.has(key)) unknownKey(key, errors);
    else if (value !== null) into.set(key, value);
  }
}

/** What stands before a colon in a text: for want of a blank behind it, the rest may be a password. */
function beforeColon<T>(text: T): T | string {
  return typeof text === 'string' ? text.replace(/:.*/s, ':…') : text;
}

function unknownKey(key: string, errors: ConfigErrors): void {
  const [group = '', name] = key.split('.');
  const known = Object.hasOwn(SCHEMA, group) ? keysOf(group) : [...Object.keys(SCHEMA), 'devices', 'prices'];
  const text = LEAVES.has(key)
    ? `expected as a group in the configuration file, ${group}: { ${name}: … }`
    : `unknown key in the configuration file; known here: ${known.join(', ')}`;
  errors.say(beforeColon(key), text);
}

function keysOf(group: string): string[] {
  return [...LEAVES.keys()].filter((key) => key.startsWith(`${group}.`));
}

/** Whether a value of the file holds values by key. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
