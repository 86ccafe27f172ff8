/** One message of a capture. */
export interface Captured {
  /** Unix time. */
  at: number;
  topic: string;
  payload: string;
  retain: boolean;
}

/**
 * Reads a line of a capture: `{"at":UNIX_SECONDS,"topic","payload","retain"?}`, or what `mosquitto_sub -F %j` writes. Without a time it
 * is of the moment before it. Undefined if the line is none.
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

/** Of mosquitto_sub's time, such as `2026-11-25T10:08:28.105944Z+0100`: local, though it says Z. */
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

/** Errors to print of lines that are no messages: a wrong file has only those. */
const MOST_ERRORS = 10;

/** Prints the first errors of lines that are no messages, and counts all. */
export class LineErrors {
  count = 0;
  readonly #print: (text: string) => void;

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  add(number: number, line: string): void {
    if (++this.count > MOST_ERRORS) return;
    this.#print(
      `line ${number}: expected {"at":UNIX_SECONDS,"topic":…,"payload":…}, got ${line.slice(0, 80)}\n`,
    );
  }

  end(): void {
    if (this.count <= MOST_ERRORS) return;
    this.#print(`${this.count} lines are no messages; the first ${MOST_ERRORS} are shown\n`);
  }
}
