import { readWebConfig } from '../http/web/config.ts';
import type { ConfigErrors } from './errors.ts';
import type { Values } from './values.ts';

const KEY = 'http.webConfigFile';

/** Checks the web configuration file with all that it names, and gives the files with a secret inside. */
export function checkWebConfig(values: Values, errors: ConfigErrors): readonly string[] {
  const path = values.get(KEY);
  if (typeof path !== 'string') return [];
  const reading = readWebConfig(path);
  for (const fault of reading.errors) errors.say(KEY, fault);
  return reading.secretFiles;
}
