import assert from 'node:assert/strict';
import type { Program } from './program.ts';

const MIB = 2 ** 20;
/** What a house's exporter may take at its worst; at rest it has 90. */
const MOST_RESIDENT_MIB = 250;
/** The environment of a program that dies when it keeps more than its bounds allow: the heap in use says little, since it counts what nobody has collected yet. */
export const heapOf = (mebibytes: number) => ({ NODE_OPTIONS: `--max-old-space-size=${mebibytes}` });
/** Enough for a house. */
export const SMALL_HEAP = heapOf(64);
/** The broker gets a second and a half to shut down, requests three; a busy machine takes longer. */
const SHUTDOWN_LIMIT_MS = 60_000;
const SERIES = /^[a-z_][\w:]*(\{[a-z_]\w*="(\\.|[^"\\])*"(,[a-z_]\w*="(\\.|[^"\\])*")*\})? (\S+)( \d+)?$/i;

/** Fails at the first line of a page that is no comment and no sample. */
export function assertParses(page: string): void {
  for (const line of page.split('\n')) {
    if (line === '' || /^# (HELP|TYPE|UNIT|EOF)/.test(line)) continue;
    const [, , , , , value = ''] = SERIES.exec(line) ?? [];
    assert.ok(/^([+-]?Inf|NaN)$/.test(value) || Number.isFinite(Number(value || 'no sample')), line);
  }
}

/** The sum of the series that begin so. */
export function sumOf(samples: ReadonlyMap<string, number>, start: string): number {
  return [...samples]
    .filter(([series]) => series.startsWith(start))
    .reduce((sum, [, value]) => sum + value, 0);
}

/** What the program takes, in MiB. */
export function memoryOf(samples: ReadonlyMap<string, number>): { resident: number; heap: number } {
  const mib = (series: string) => (samples.get(series) ?? Number.NaN) / MIB;
  return { resident: mib('process_resident_memory_bytes'), heap: mib('nodejs_heap_size_used_bytes') };
}

/** Fails unless the program runs, every message is accounted for, the page parses, memory is bounded and the log tells of no failure of its own. */
export async function assertSound(program: Program, mostResidentMib = MOST_RESIDENT_MIB): Promise<void> {
  assert.equal(program.child.exitCode, null, program.log);
  assertParses(await (await program.get('/metrics')).text());
  const samples = await program.samples();
  const taken =
    sumOf(samples, 'lowi_messages_accepted_total') + sumOf(samples, 'lowi_rejected_messages_total');
  assert.equal(samples.get('lowi_messages_received_total'), taken);
  assert.ok(memoryOf(samples).resident < mostResidentMib, JSON.stringify(memoryOf(samples)));
  assert.doesNotMatch(program.log, /^level=error|^\{"level":"error"|^\(node:/m);
}

/** Fails unless SIGTERM ends the program well, and soon. */
export async function assertEnds(program: Program): Promise<void> {
  const begun = performance.now();
  assert.equal(await program.stop(), 0, program.log.slice(-2000));
  assert.ok(performance.now() - begun < SHUTDOWN_LIMIT_MS, `it took ${performance.now() - begun} ms to end`);
  assert.match(program.log, /msg="shutting down"/);
}
