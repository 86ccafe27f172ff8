import type { Option } from 'commander';
import { SETTINGS } from '../src/config/schema.ts';
import { PROGRAM, usage } from './cli.ts';

/** Text as roff prints it unchanged. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}

const item = (term: string, text: string) => `.TP\n.B ${roff(term)}\n${roff(text)}\n`;
const option = ({ flags, description }: Option) => item(flags, description);
const plain = (options: readonly Option[]) =>
  options.filter(({ long }) => !SETTINGS.has(long?.slice(2) ?? ''));

const EXIT_STATUS: readonly [string, string][] = [
  ['0', 'The command succeeded. The exporter: it shut down after SIGTERM or SIGINT and saved its state.'],
  ['1', 'A failure at run time, such as a port that is in use. explain: the message is rejected.'],
  ['2', 'Invalid configuration or arguments. Standard error has one line per error.'],
];

const FILES: readonly [string, string][] = [
  ['/etc/lowi-exporter/lowi.yml', 'Settings, names and roles of channels, prices. Everybody can read it.'],
  [
    '/etc/lowi-exporter/environment',
    'Settings with passwords. Only root can read it; systemd passes them on.',
  ],
  ['/var/lib/lowi-exporter/state.json', 'What survives a restart.'],
  ['/usr/share/lowi-exporter', 'Alert rules and dashboards, and examples for Prometheus and Mosquitto.'],
];

/** The manual page, in roff. `date`: YYYY-MM-DD. */
export function manualPage(version: string, date: string, address: string): string {
  const name = PROGRAM.name();
  const commands = PROGRAM.commands.map((command) =>
    item(usage(command), command.description()).concat(
      command.options.length > 0 ? `.RS\n${command.options.map(option).join('')}.RE\n` : '',
    ),
  );
  const settings = PROGRAM.options.filter(({ long }) => SETTINGS.has(long?.slice(2) ?? ''));
  const secrets = [...SETTINGS].filter(([, { sensitive }]) => sensitive);
  return `.TH ${name.toUpperCase()} 1 ${date} "${name} ${version}" "User Commands"
.SH NAME
${name} \\- ${roff(PROGRAM.description().replace(/\.$/, ''))}
.SH SYNOPSIS
.B ${roff(name)}
[\\fIoptions\\fR] [\\fIcommand\\fR]
.SH DESCRIPTION
Without a command, runs the exporter until SIGTERM or SIGINT. The status page and /metrics are on port 10833.
SIGHUP reads names, roles, prices, certificates and passwords again.
.PP
A flag beats the environment, and the environment beats the configuration file.
.SH COMMANDS
${commands.join('')}.SH OPTIONS
${plain(PROGRAM.options).map(option).join('')}.SH SETTINGS
${settings.map(option).join('')}.SH ENVIRONMENT
Each setting has a variable, named in brackets above. Passwords must not be flags:
${secrets.map(([key, { env, doc }]) => item(`${env}, ${env}_FILE`, `${doc} (${key}), or the path of a file that holds it.`)).join('')}.SH EXIT STATUS
${EXIT_STATUS.map(([status, text]) => item(status, text)).join('')}.SH FILES
${FILES.map(([path, text]) => item(path, text)).join('')}.SH SEE ALSO
.BR prometheus (1),
.BR mosquitto (8)
.PP
${roff(address)}
`;
}
