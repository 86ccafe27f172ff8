/** One message of a capture. */
export interface Captured {
  /** Unix time. */
  at: number;
  topic: string;
  payload: string;
  retain: boolean;
}

/** Reads a line of a capture: `{"at":UNIX_SECONDS,"topic","payload","retain"?}`. Without `at` it is of the moment before it. Undefined if the line is none. */
export function readCaptured(line: string, previousAt: number): Captured | undefined {
  const { at = previousAt, topic, payload, retain } = parseObject(line);
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  if (typeof topic !== 'string' || typeof payload !== 'string') return undefined;
  return { at, topic, payload, retain: retain === true };
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
