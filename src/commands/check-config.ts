import { stringify } from 'yaml';
import { BAD_CONFIGURATION, type Flags, settingsFrom } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** `lowi-exporter check-config`: prints the configuration in effect with secrets masked, or every error in it. Warnings go to standard error. */
export function checkConfig(flags: Flags, terminal: Terminal): number {
  const loaded = settingsFrom(flags, terminal);
  if (!loaded) return BAD_CONFIGURATION;
  for (const warning of loaded.settings.warnings) terminal.error(`warning: ${warning}\n`);
  terminal.stdout.write(stringify(loaded.shown));
  return 0;
}
