import { createLog, type Log } from '../src/logging/logger.ts';

export interface LogLine {
  level: string;
  msg: string;
  error?: string;
  detail?: string;
  reason?: string;
  remote?: string;
}

/** A real logger at debug level, and the lines that it wrote. */
export function recordedLog(): { log: Log; lines: LogLine[]; at: (level: string) => LogLine[] } {
  const lines: LogLine[] = [];
  const log = createLog({ level: 'debug', format: 'json' }, (line) => lines.push(JSON.parse(line)));
  return { log, lines, at: (level) => lines.filter((line) => line.level === level) };
}
