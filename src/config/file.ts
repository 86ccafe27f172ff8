import { readFileSync } from 'node:fs';
import { isScalar, type Node, parseDocument, visit, type YAMLError, type YAMLWarning } from 'yaml';
import { isGroup } from '../validation/masking.ts';
import type { ConfigErrors } from './errors.ts';
import { SCHEMA, SETTINGS } from './schema.ts';
import { STRUCTURED_KEYS } from './structured.ts';

/** What a configuration file holds. */
export interface ConfigFile {
  /** Settings by group and name, not validated yet. */
  settings: Record<string, Record<string, unknown>>;
  /** What only the file can hold, such as `devices`, not validated yet. */
  structured: Record<string, unknown>;
  isUnreadable: boolean;
}

/** Reads a YAML or JSON file. Reports what cannot be read, and unknown keys. */
export function readConfigFile(path: string | undefined, errors: ConfigErrors): ConfigFile {
  const root = path === undefined ? null : parseFile(path, errors);
  if (isGroup(root)) {
    const structured = Object.entries(root).filter(([name]) => STRUCTURED_KEYS.includes(name));
    const groups = Object.entries(root).filter(([name]) => !STRUCTURED_KEYS.includes(name));
    return {
      settings: readGroups(groups, errors),
      structured: Object.fromEntries(structured),
      isUnreadable: false,
    };
  }
  if (root !== null && root !== undefined)
    errors.add(`configuration file ${path}`, 'expected settings by key');
  return { settings: {}, structured: {}, isUnreadable: root !== null };
}

/** The content of a file: null if it is empty, undefined if it cannot be read. */
function parseFile(path: string, errors: ConfigErrors): unknown {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { uniqueKeys: haveSameSource });
    const problems = [...document.errors, ...document.warnings];
    for (const problem of problems) errors.add(`configuration file ${path}`, describe(problem));
    if (problems.length > 0) return undefined;
    visit(document, {
      Pair(_, { key }) {
        // a serial number such as 3494546e7091 is text, although YAML reads it as a number
        if (isScalar(key) && key.source !== undefined) key.value = key.source;
      },
    });
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) errors.add(`configuration file ${path}`, UNKNOWN_ALIAS);
    else
      errors.add(
        '--config (LOWI_CONFIG_FILE)',
        `expected a file that can be read (${(error as Error).message}), got "${path}"`,
      );
    return undefined;
  }
}

const UNKNOWN_ALIAS = 'an alias (*…) without its anchor; put text that begins with * in quotes';

/** Replaces messages of the parser that quote the file. */
const MESSAGES: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: 'an unknown tag (!…); put text that begins with ! in quotes',
  BAD_DQ_ESCAPE: 'an unknown escape sequence (\\…); in single quotes it is text',
  BAD_DIRECTIVE: 'an unknown directive (%…)',
};

/** What is wrong and where, without the text at that place: it may be a password. */
function describe({ code, message }: YAMLError | YAMLWarning): string {
  const [, what = '', where = ''] = /^(.*?)(?:: .*)?( at line \d+, column \d+)/s.exec(message) ?? [];
  return (MESSAGES[code] ?? what) + where;
}

/** Whether two keys are the same text: as numbers, many serial numbers are all infinite. */
function haveSameSource(one: Node, other: Node): boolean {
  return isScalar(one) && isScalar(other) && one.source === other.source;
}

function readGroups(groups: readonly [string, unknown][], errors: ConfigErrors): ConfigFile['settings'] {
  const settings: ConfigFile['settings'] = {};
  for (const [name, value] of groups) {
    if (!Object.hasOwn(SCHEMA, name)) unknownKey(name, errors);
    else if (isGroup(value)) settings[name] = readGroup(name, value, errors);
    else if (value !== null)
      errors.invalid(name, hideAfterColon(value), `a group of settings (${keysOf(name).join(', ')})`);
  }
  return settings;
}

function readGroup(
  group: string,
  values: Record<string, unknown>,
  errors: ConfigErrors,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const key = `${group}.${name}`;
    if (!SETTINGS.has(key)) unknownKey(key, errors);
    else if ([value].flat().some((part) => typeof part === 'object' && part !== null))
      errors.invalid(key, value); // convict would walk into it, endlessly if it contains itself
    else if (value !== null) settings[name] = value;
  }
  return settings;
}

function unknownKey(key: string, errors: ConfigErrors): void {
  const [group = '', name] = key.split('.');
  const known = Object.hasOwn(SCHEMA, group) ? keysOf(group) : [...Object.keys(SCHEMA), ...STRUCTURED_KEYS];
  const text = SETTINGS.has(key)
    ? `expected as a group in the configuration file, ${group}: { ${name}: … }`
    : `unknown key in the configuration file; known here: ${known.join(', ')}`;
  errors.add(hideAfterColon(key), text);
}

function keysOf(group: string): string[] {
  return [...SETTINGS.keys()].filter((key) => key.startsWith(`${group}.`));
}

/** Without a space after its colon, YAML reads `password:secret` as one text. */
function hideAfterColon<T>(text: T): T | string {
  return typeof text === 'string' ? text.replace(/:.*/s, ':…') : text;
}
