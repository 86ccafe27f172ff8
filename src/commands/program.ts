import { Command, Option } from 'commander';
import { FORMATS } from '../config/formats.ts';
import { LEAVES } from '../config/schema.ts';
import { BUILD } from '../metrics/exporter-metrics.ts';
import { run } from './run.ts';
import type { Flags } from './settings.ts';
import type { Terminal } from './terminal.ts';

const GUIDE = `
Every setting also has an environment variable (in brackets) and a key in a YAML or JSON file.
A flag beats the environment beats the file.

Passwords must not be flags, which show in ps. Set one of these, or the key in the file:
${[...LEAVES]
  .filter(([, { sensitive }]) => sensitive)
  .map(([key, { env }]) => `  ${env}, or ${env}_FILE with the path of a file that holds it  (${key})`)
  .join('\n')}`;
const SETTINGS = '\nAll settings can be given as well: lowi-exporter --help lists them.';

/** The command line. `done` takes the exit status of the command that ran. */
export function createProgram(terminal: Terminal, done: (status: number) => void): Command {
  const program = new Command('lowi-exporter')
    .description(
      'Prometheus exporter for the LOWI, the WiFi dongle on the P1 port of a Belgian electricity meter.',
    )
    .version(BUILD.version)
    .option('--config <file>', 'configuration file, YAML or JSON (LOWI_CONFIG_FILE)')
    .addHelpText('after', GUIDE)
    .helpCommand(true)
    .action(async (flags: Flags) => {
      const [unknown] = program.args;
      if (unknown !== undefined)
        program.error(`error: unknown command '${unknown}'; lowi-exporter --help lists all`);
      done(await run(flags, terminal));
    });
  addSettings(program);
  addCommands(program, terminal, done);
  return program.allowExcessArguments(); // of which the first is told as what it was meant for; not of the commands
}

/** Each command is loaded when it is called, so that the exporter itself starts with what it needs. */
function addCommands(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('demo')
    .addHelpText('after', SETTINGS)
    .description('run with a simulated house on a broker of its own: something to see within 10 s')
    .action(async (_, command: Command) => {
      const { demo } = await import('./demo.ts');
      done(await demo(command.optsWithGlobals(), terminal));
    });
  program
    .command('check-config')
    .addHelpText('after', SETTINGS)
    .description(
      'print the configuration in effect, secrets masked, or what is wrong with it (exit status 2)',
    )
    .action(async (_, command: Command) => {
      const { checkConfig } = await import('./check-config.ts');
      done(checkConfig(command.optsWithGlobals(), terminal));
    });
  addReaders(program, terminal, done);
  addSimulate(program, terminal, done);
}

function addReaders(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('explain [file]')
    .addHelpText('after', SETTINGS)
    .description(
      'read one payload (from standard input without a file) and print its samples and what is refused',
    )
    .requiredOption('--topic <topic>', 'the topic that it came on')
    .action(async (file, _, command: Command) => {
      const { explain } = await import('./explain.ts');
      done(await explain(command.optsWithGlobals(), file, terminal));
    });
  program
    .command('replay <file>')
    .addHelpText('after', SETTINGS)
    .description('print the /metrics page that captured messages make ("-": standard input)')
    .option('--at <unix-seconds>', 'as of a moment after the last message')
    .option(
      '--every <seconds>',
      'OpenMetrics with timestamps, a page a step, for promtool tsdb create-blocks-from openmetrics',
    )
    .option(
      '--label <name=value>',
      'of --every, on each sample: those that your Prometheus gives its target, such as job=lowi (repeatable)',
      (label: string, before: readonly string[] = []) => [...before, label],
    )
    .action(async (file, _, command: Command) => {
      const { replay } = await import('./replay.ts');
      done(await replay(command.optsWithGlobals(), file, terminal));
    });
}

function addSimulate(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('simulate')
    .description('publish simulated LOWIs to a broker, or write days of their messages')
    .option('--url <url>', 'broker to publish to, such as mqtt://localhost:1883')
    .option('--username <name>', 'user at the broker')
    .option(
      '--password <password>',
      'password at the broker; better in LOWI_SIMULATE_PASSWORD, a flag shows in ps',
    )
    .option('--devices <n>', 'how many LOWIs', '1')
    .option('--channels <m>', 'channels of each, the meter included', '4')
    .option('--interval <seconds>', 'between the publishes of a channel', '10')
    .option('--speed <x>', 'simulated seconds per second', '1')
    .option('--seed <n>', 'other houses, other weather', '1')
    .option('--days <n>', 'publish nothing; write the last n days as lines that replay reads')
    .action(async (flags: Flags) => {
      const { simulate } = await import('./simulate.ts');
      done(await simulate(flags, terminal));
    });
}

function addSettings(program: Command): void {
  for (const [key, { doc, format, env, sensitive, default: fallback }] of LEAVES) {
    const ends = fallback === null ? '' : ` (default ${fallback})`;
    const option = new Option(`--${key} <value>`, `${doc}; ${FORMATS[format].expected}${ends} [${env}]`);
    program.addOption(sensitive ? option.hideHelp() : option);
  }
}
