import { Command, Option } from 'commander';
import { SETTINGS } from '../config/schema.ts';
import { BUILD } from '../metrics/exporter-metrics.ts';
import { run } from './run.ts';
import type { Flags } from './settings.ts';
import type { Terminal } from './terminal.ts';

const GUIDE = `
Every setting also has an environment variable (in brackets) and a key in a YAML or JSON file.
A flag beats the environment, and the environment beats the file.

Passwords must not be flags (visible in ps). Set one of these variables, or the key in the file:
${[...SETTINGS]
  .filter(([, { sensitive }]) => sensitive)
  .map(([key, { env }]) => `  ${env}, or ${env}_FILE with the path of a file that holds it  (${key})`)
  .join('\n')}`;
const SETTINGS_HINT = '\nThe settings are flags too: lowi-exporter --help lists them.';

/** Defines the command line. `done` receives the exit status of the command. */
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
  return program.allowExcessArguments(); // the action reports the first one as an unknown command
}

/** Each command is imported when it runs, so that the exporter loads only what it needs. */
function addCommands(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('demo')
    .addHelpText('after', SETTINGS_HINT)
    .description('run with a simulated house on its own broker: something to see within 10 s')
    .action(async (_, command: Command) => {
      const { demo } = await import('./demo.ts');
      done(await demo(command.optsWithGlobals(), terminal));
    });
  program
    .command('check-config')
    .addHelpText('after', SETTINGS_HINT)
    .description('print the configuration in effect, secrets masked, or every error in it (exit status 2)')
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
    .addHelpText('after', SETTINGS_HINT)
    .description(
      'read one payload (by default from standard input) and print its samples and what is rejected',
    )
    .requiredOption('--topic <topic>', 'the topic of the message')
    .action(async (file, _, command: Command) => {
      const { explain } = await import('./explain.ts');
      done(await explain(command.optsWithGlobals(), file, terminal));
    });
  program
    .command('replay <file>')
    .addHelpText('after', SETTINGS_HINT)
    .description('print the /metrics page of captured messages ("-": standard input)')
    .option('--at <unix-seconds>', 'as of a time after the last message')
    .option(
      '--every <seconds>',
      'OpenMetrics with timestamps, one page per step, for promtool tsdb create-blocks-from openmetrics',
    )
    .option(
      '--label <name=value>',
      'with --every: a label of your scrape target to add to each sample, such as job=lowi (repeatable)',
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
    .option('--username <name>', 'user name at the broker')
    .option(
      '--password <password>',
      'password at the broker; better in LOWI_SIMULATE_PASSWORD, since a flag is visible in ps',
    )
    .option('--devices <n>', 'number of LOWIs', '1')
    .option('--channels <m>', 'channels of each LOWI, including the meter', '4')
    .option('--interval <seconds>', 'seconds between the publishes of a channel', '10')
    .option('--speed <x>', 'simulated seconds per second', '1')
    .option('--seed <n>', 'seed of the random houses and weather', '1')
    .option(
      '--prices <file>',
      'write simulated market prices to a file, for prices.market.file of the exporter',
    )
    .option('--days <n>', 'publish nothing; write the last n days as messages for replay')
    .action(async (flags: Flags) => {
      const { simulate } = await import('./simulate.ts');
      done(await simulate(flags, terminal));
    });
}

function addSettings(program: Command): void {
  for (const [key, { doc, expected, env, sensitive, default: fallback }] of SETTINGS) {
    const suffix = fallback === null ? '' : ` (default ${fallback})`;
    const option = new Option(`--${key} <value>`, `${doc}; ${expected}${suffix} [${env}]`);
    program.addOption(sensitive ? option.hideHelp() : option);
  }
}
