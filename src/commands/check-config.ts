import { stringify } from 'yaml';
import { BAD_CONFIGURATION, type Flags, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `lowi-exporter check-config`: prints the configuration in effect, secrets masked, or what is wrong with it; on standard error what is unwise about it. */
export function checkConfig(flags: Flags, terminal: Terminal): number {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  for (const warning of loaded.settings.warnings) terminal.error(`warning: ${warning}\n`);
  terminal.stdout.write(stringify(loaded.shown));
  return 0;
}
