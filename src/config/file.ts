import { readFileSync } from 'node:fs';
import { isScalar, parseDocument, visit } from 'yaml';
import type { Faults } from './faults.ts';
import { LEAVES, SCHEMA } from './schema.ts';

/** What a configuration file says: settings by key, and the two parts that are validated beside the schema. */
export interface FileValues {
  settings: Map<string, unknown>;
  devices: unknown;
  prices: unknown;
}

/** Reads a YAML or JSON file; what can't be read, and keys that nobody knows, are faults. */
export function readConfigFile(path: string | undefined, faults: Faults): FileValues {
  const empty: FileValues = { settings: new Map(), devices: undefined, prices: undefined };
  const root = path === undefined ? undefined : parseFile(path, faults);
  if (root === undefined || root === null) return empty;
  if (!isGroup(root)) {
    faults.say(`configuration file ${path}`, 'expected settings by key');
    return empty;
  }
  const { devices, prices, ...groups } = root;
  return { settings: settingsOf(groups, faults), devices, prices };
}

function parseFile(path: string, faults: Faults): unknown {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { prettyErrors: true });
    for (const { message } of document.errors)
      faults.say(`configuration file ${path}`, message.split('\n')[0] ?? '');
    if (document.errors.length > 0) return undefined;
    visit(document, {
      Pair(_, { key }) {
        // a serial number such as 3494546e7091 is text, though YAML takes it for a number
        if (isScalar(key) && key.source !== undefined) key.value = key.source;
      },
    });
    return document.toJS();
  } catch (error) {
    faults.say(`configuration file ${path}`, (error as Error).message);
    return undefined;
  }
}

function settingsOf(groups: Record<string, unknown>, faults: Faults): Map<string, unknown> {
  const settings = new Map<string, unknown>();
  for (const [group, values] of Object.entries(groups)) {
    if (!Object.hasOwn(SCHEMA, group)) unknownKey(group, faults);
    else if (isGroup(values)) collect(group, values, settings, faults);
    else if (values !== null)
      faults.setting(group, values, `a group of settings (${keysOf(group).join(', ')})`);
  }
  return settings;
}

function collect(
  group: string,
  values: Record<string, unknown>,
  into: Map<string, unknown>,
  faults: Faults,
): void {
  for (const [name, value] of Object.entries(values)) {
    const key = `${group}.${name}`;
    if (!LEAVES.has(key)) unknownKey(key, faults);
    else if (value !== null) into.set(key, value);
  }
}

function unknownKey(key: string, faults: Faults): void {
  const group = key.split('.')[0] ?? '';
  const known = Object.hasOwn(SCHEMA, group) ? keysOf(group) : [...Object.keys(SCHEMA), 'devices', 'prices'];
  faults.say(key, `unknown key in the configuration file; known here: ${known.join(', ')}`);
}

function keysOf(group: string): string[] {
  return [...LEAVES.keys()].filter((key) => key.startsWith(`${group}.`));
}

/** Whether a value of the file holds values by key. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
