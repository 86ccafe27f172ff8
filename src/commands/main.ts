import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { BAD_CONFIGURATION } from './settings.ts';
import { hasTerminal, isHangUpIgnored } from './terminal.ts';

const hangUpIgnored = isHangUpIgnored(process.env);
if (hangUpIgnored) process.on('SIGHUP', () => {}); // Node.js made it fatal

/** From its first use on, signals no longer end the process: whoever asks for it ends by it. */
function untilEnded(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
  if (!hangUpIgnored) process.once('SIGHUP', () => ending.abort());
  return ending.signal;
}

/** A terminal that is closed sends SIGHUP too: then there is nobody left to end it otherwise. */
function onHangUp(listener: () => void): boolean {
  if (hangUpIgnored) return false;
  const hadTerminal = hasTerminal();
  process.removeAllListeners('SIGHUP').on('SIGHUP', () => {
    if (hadTerminal && !hasTerminal()) process.emit('SIGTERM');
    else listener();
  });
  return true;
}

/** Reads the arguments and runs the command; sets the process's exit status. */
export async function main(): Promise<void> {
  process.stderr.on('error', () => {}); // nobody reads the log any more: no reason not to serve
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // whoever reads us has seen enough
    throw error;
  });

  const program = createProgram(
    {
      env: process.env,
      stdin: process.stdin,
      stdout: process.stdout,
      error: (text) => void process.stderr.write(text),
      untilEnded,
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
