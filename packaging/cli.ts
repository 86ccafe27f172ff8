import type { Command, Option } from 'commander';
import { createProgram } from '../src/commands/program.ts';

/** The command line, as the program defines it. */
export const PROGRAM: Command = createProgram(
  {
    env: {},
    stdin: process.stdin,
    stdout: process.stdout,
    error: () => {},
    shutdownSignal: () => new AbortController().signal,
    onHangUp: () => false,
  },
  () => {},
);

/** How a command is called. */
export function usage(command: Command): string {
  const values = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return [PROGRAM.name(), command.name(), ...values].join(' ');
}

/** The options that a command accepts: its own and, except for `simulate`, the settings. */
export function optionsOf(command: Command): readonly Option[] {
  const takesSettings = command !== PROGRAM && command.name() !== 'simulate';
  return takesSettings ? [...command.options, ...PROGRAM.options] : command.options;
}
