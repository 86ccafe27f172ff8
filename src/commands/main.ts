import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { BAD_CONFIGURATION } from './settings.ts';
import { hasTerminal, isHangUpIgnored } from './terminal.ts';

const hangUpIgnored = isHangUpIgnored(process.env);
if (hangUpIgnored) process.on('SIGHUP', () => {}); // Node.js has reset it to fatal

/** After this call signals no longer kill the process; the caller shuts down instead. */
function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort());
  if (!hangUpIgnored) process.once('SIGHUP', () => controller.abort());
  return controller.signal;
}

/** Closing the terminal also sends SIGHUP: the process then shuts down. */
function onHangUp(listener: () => void): boolean {
  if (hangUpIgnored) return false;
  const hadTerminal = hasTerminal();
  process.removeAllListeners('SIGHUP').on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) process.emit('SIGTERM');
    else listener();
  });
  return true;
}

/** Parses the arguments, runs the command and sets the exit status. */
export async function main(): Promise<void> {
  process.stderr.on('error', () => {}); // keeps serving if nobody reads the log
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // the reader has closed the pipe, as head does
    throw error;
  });

  const program = createProgram(
    {
      env: process.env,
      stdin: process.stdin,
      stdout: process.stdout,
      error: (text) => void process.stderr.write(text),
      shutdownSignal,
      onHangUp,
    },
    (status) => {
      process.exitCode = status;
    },
  );
  for (const command of [program, ...program.commands]) command.exitOverride();

  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : BAD_CONFIGURATION;
    else {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  }
}
