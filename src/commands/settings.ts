import { type Configuration, type Loaded, loadSettings } from '../config/load.ts';
import type { Terminal } from './terminal.ts';

/** The flags as given, by key: settings such as `http.port`, and `config`. */
export type Flags = Readonly<Record<string, string | undefined>>;

/** Exit status for bad configuration and bad arguments. */
export const BAD_CONFIGURATION = 2;

/** Reads the configuration. */
export function loadFrom({ config, ...flags }: Flags, terminal: Terminal): Loaded {
  const given = Object.entries(flags).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return loadSettings({ flags: new Map(given), env: terminal.env }, config);
}

/** The configuration; undefined if it is invalid, after every error was written to standard error. */
export function settingsFrom(flags: Flags, terminal: Terminal): Configuration | undefined {
  const loaded = loadFrom(flags, terminal);
  if (!('errors' in loaded)) return loaded;
  for (const error of loaded.errors) terminal.error(`${error}\n`);
  for (const warning of loaded.warnings) terminal.error(`warning: ${warning}\n`);
  return undefined;
}
