// Runs the quick tests, or with `long` those in test/long; further arguments select files: npm run test:run -- system/http
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** Files that take long start first: started last, one of them would run alone at the end. */
const LONGEST_FIRST = {
  quick: ['alerts/prometheus', 'system/commands', 'system/reload', 'system/state', 'simulator/restart'],
  long: [
    'stack',
    'backlog',
    'ledger-year',
    'ledger-histories',
    'fleet',
    'state-kill',
    'outages',
    'broker-bounds',
    'fuzz',
  ],
} as const;
/** The long tests mostly wait. */
const RUNS_PER_CORE = { quick: 1.5, long: 2 } as const;

/** Ends a file that hangs; slow machines need minutes. */
const TIMEOUT_MILLISECONDS = 600_000;

const words = process.argv.slice(2);
const part = words[0] === 'long' ? 'long' : 'quick';
const wanted = words.slice(part === 'long' ? 1 : 0);
const folder = part === 'long' ? 'test/long' : 'test';
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  part === 'long' ? name.endsWith('.test.ts') : /^(?!long\/).*\.test\.ts$/.test(name),
);
const first = LONGEST_FIRST[part].map((name) => `${name}.test.ts`);
const unknown = first.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no such test files in ${folder}: ${unknown.join(', ')}`);
const files = [...new Set([...first, ...names.sort()])]
  .map((name) => join(folder, name))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)));

const skipped = new Map<string, number>();
const concurrency = Math.ceil(RUNS_PER_CORE[part] * availableParallelism());
const tests = run({ files, concurrency, timeout: TIMEOUT_MILLISECONDS });
tests.on('test:fail', () => {
  process.exitCode = 1;
});
tests.on('test:pass', ({ skip }) => {
  if (typeof skip === 'string') skipped.set(skip, (skipped.get(skip) ?? 0) + 1);
});
tests.compose(new spec()).pipe(process.stdout, { end: false });
process.once('exit', () => {
  if (skipped.size > 0) console.log(`\nNot everything was tested. Skipped:\n${summary()}`);
});

/** What was skipped and why, and the command that installs what is missing. */
function summary(): string {
  const lines = [...skipped].map(
    ([reason, count]) => `  ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}`,
  );
  const packages = new Set(
    [...skipped.keys()].flatMap((reason) => reason.split('apt-get install ')[1]?.split(' ') ?? []),
  );
  if (packages.size > 0) lines.push(`To run them: apt-get install ${[...packages].sort().join(' ')}`);
  return lines.join('\n');
}
