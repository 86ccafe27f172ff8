import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that tests run: the names under which systems install them, and the Debian package. */
const TOOLS = {
  alertmanager: { names: ['prometheus-alertmanager', 'alertmanager'], package: 'prometheus-alertmanager' },
  amtool: { names: ['amtool'], package: 'prometheus-alertmanager' },
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
  'dpkg-deb': { names: ['dpkg-deb'], package: 'dpkg' },
  lintian: { names: ['lintian'], package: 'lintian' },
  man: { names: ['man'], package: 'man-db' },
  mosquitto: { names: ['mosquitto'], package: 'mosquitto' },
  mosquitto_sub: { names: ['mosquitto_sub'], package: 'mosquitto-clients' },
  openssl: { names: ['openssl'], package: 'openssl' },
  prlimit: { names: ['prlimit'], package: 'util-linux' },
  prometheus: { names: ['prometheus'], package: 'prometheus' },
  promtool: { names: ['promtool'], package: 'prometheus' },
  script: { names: ['script'], package: 'bsdutils' },
  'victoria-metrics': { names: ['victoria-metrics'], package: 'victoria-metrics' },
} as const;
export type Tool = keyof typeof TOOLS;

/** Debian keeps daemons in /usr/sbin, which is not in the PATH of an ordinary user. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/opt/homebrew/sbin'];

/** The path of a program; its plain name if it is not installed. */
export function pathOf(tool: Tool): string {
  const paths = TOOLS[tool].names.flatMap((name) => FOLDERS.map((folder) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? tool;
}

/** Options of a test that runs these programs. Without them the test is skipped; with CI=true it fails. */
export function needs(...tools: Tool[]): { skip?: string } {
  const missing = tools.filter((tool) => pathOf(tool) === tool);
  return skipWithout(missing, new Set(missing.map((tool) => TOOLS[tool].package)));
}

/** Options of a test that runs Python's OpenMetrics parser. */
export function needsPythonParser(): { skip?: string } {
  const { status } = spawnSync('/usr/bin/python3', ['-c', 'import prometheus_client.openmetrics']);
  return skipWithout(status === 0 ? [] : ['prometheus_client'], new Set(['python3-prometheus-client']));
}

function skipWithout(missing: readonly string[], packages: ReadonlySet<string>): { skip?: string } {
  if (missing.length === 0) return {};
  const reason = `${missing.join(', ')} not found: apt-get install ${[...packages].join(' ')}`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  return { skip: reason };
}
