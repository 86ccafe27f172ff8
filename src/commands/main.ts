import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { BAD_CONFIGURATION } from './settings.ts';

/** From its first use on, signals no longer end the process: whoever asks for it ends by it. */
function untilEnded(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => ending.abort());
  return ending.signal;
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
