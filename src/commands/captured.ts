/** A captured message. */
export interface Captured {
  /** Unix seconds. */
  at: number;
  topic: string;
  payload: string;
  retain: boolean;
}

/**
 * Reads a line of a capture: `{"at":UNIX_SECONDS,"topic","payload","retain"?}`, or the output of `mosquitto_sub -F %j`. Without a time it
 * gets that of the line before. Returns undefined for any other line.
 */
export function readCaptured(line: string, previousAt: number): Captured | undefined {
  const {
    tst,
    at = tst === undefined ? previousAt : unixOf(tst),
    topic,
    payload,
    retain,
  } = parseObject(line);
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  if (typeof topic !== 'string' || typeof payload !== 'string') return undefined;
  return { at, topic, payload, retain: retain === true || retain === 1 };
}

/** Unix seconds of mosquitto_sub's time, such as `2026-11-25T10:08:28.105944Z+0100`: local time in spite of the Z. */
function unixOf(tst: unknown): number {
  return Date.parse(String(tst).replace(/Z?([+-]\d\d)(\d\d)$/, '$1:$2')) / 1000;
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Limit for a file of another kind, in which each line is an error. */
const MAX_ERRORS = 10;

/** Counts invalid lines, and prints the first ones. */
export class LineErrors {
  count = 0;
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  add(number: number, line: string): void {
    if (++this.count > MAX_ERRORS) return;
    this.#print(
      `line ${number}: expected {"at":UNIX_SECONDS,"topic":…,"payload":…}, got ${line.slice(0, 80)}\n`,
    );
  }

  end(): void {
    if (this.count <= MAX_ERRORS) return;
    this.#print(`${this.count} lines are not messages; the first ${MAX_ERRORS} are shown\n`);
  }
}
