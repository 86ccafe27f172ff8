import { isAbsolute, join } from 'node:path';
import type { StateSettings } from '../state/state-file.ts';
import type { Origins, Values } from './values.ts';

/** Turns state off. */
const NONE = 'none';
const NO_FOLDER =
  'no state is kept across restarts: neither XDG_STATE_HOME nor HOME is an absolute path; set state.file (LOWI_STATE_FILE) to a path or to none';

/** Where state is kept (undefined: nowhere), and a warning if nobody wanted that. */
interface ResolvedState {
  state: StateSettings | undefined;
  warnings: readonly string[];
}

/** Finds out where state is kept; from then on the setting holds the path in effect, or `none`. */
export function resolveState(values: Values, env: Origins['env']): ResolvedState {
  const given = values.get('state.file') as string | null;
  const port = Number(values.get('http.port'));
  const file = given ?? defaultFile(port, env) ?? NONE;
  values.set('state.file', file);
  if (file !== NONE) return { state: { file, isDefault: given === null }, warnings: [] };
  return { state: undefined, warnings: given === null && port !== 0 ? [NO_FOLDER] : [] };
}

/** The port tells the exporters of one machine apart; port 0, which is another at each start, can't. */
function defaultFile(port: number, env: Origins['env']): string | undefined {
  if (port === 0) return undefined;
  const systemdFolder = env['STATE_DIRECTORY']?.split(':')[0]; // systemd may make several
  if (systemdFolder) return join(systemdFolder, 'state.json');
  const folder = userFolder(env);
  return folder === undefined ? undefined : join(folder, 'lowi-exporter', `state-${port}.json`);
}

/** Where a user's programs keep state; the XDG base directory specification ignores relative paths. */
function userFolder({ XDG_STATE_HOME = '', HOME, USERPROFILE }: Origins['env']): string | undefined {
  if (isAbsolute(XDG_STATE_HOME)) return XDG_STATE_HOME;
  const home = (process.platform === 'win32' ? USERPROFILE : HOME) ?? '';
  return isAbsolute(home) ? join(home, '.local', 'state') : undefined;
}
