import { isAbsolute, join } from 'node:path';
import type { StateSettings } from '../state/state-file.ts';
import type { Values } from './schema.ts';
import type { Sources } from './values.ts';

/** Turns state off. */
const NONE = 'none';
const NO_FOLDER =
  'no state is kept across restarts: neither XDG_STATE_HOME nor HOME is an absolute path; set state.file (LOWI_STATE_FILE) to a path or to none';

/** Where state is kept, if it is, and a warning if there is no place for it. */
interface ResolvedState {
  state: StateSettings | undefined;
  warnings: readonly string[];
}

/** Resolves the path of the state file, and sets `state.file` to the path in effect or to `none`. */
export function resolveState(values: Values, env: Sources['env']): ResolvedState {
  const given = values.state.file;
  const { port } = values.http;
  const file = given ?? defaultFile(port, env) ?? NONE;
  values.state.file = file;
  if (file !== NONE) return { state: { file, isDefault: given === null }, warnings: [] };
  return { state: undefined, warnings: given === null && port !== 0 ? [NO_FOLDER] : [] };
}

/** The port keeps exporters on one machine apart. Port 0 means another port at each start. */
function defaultFile(port: number, env: Sources['env']): string | undefined {
  if (port === 0) return undefined;
  const systemdFolder = env['STATE_DIRECTORY']?.split(':')[0]; // systemd may create several
  if (systemdFolder) return join(systemdFolder, 'state.json');
  const folder = userStateFolder(env);
  return folder === undefined ? undefined : join(folder, 'lowi-exporter', `state-${port}.json`);
}

/** The user's state folder. The XDG base directory specification ignores relative paths. */
function userStateFolder({ XDG_STATE_HOME = '', HOME, USERPROFILE }: Sources['env']): string | undefined {
  if (isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
  const home = (process.platform === 'win32' ? USERPROFILE : HOME) ?? '';
  return isAbsolute(home) ? join(home, '.local', 'state') : undefined;
}
