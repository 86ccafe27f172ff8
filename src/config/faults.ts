import { FORMATS } from './formats.ts';
import { LEAVES } from './schema.ts';

/** What stands where a secret would. */
export const MASK = '***';

/** Everything that is wrong with a configuration, one line a fault. */
export class Faults {
  readonly lines: string[] = [];

  /** A setting that holds what it may not. */
  setting(key: string, value: unknown, expected = expectedOf(key)): void {
    const leaf = LEAVES.get(key);
    const shown = leaf?.sensitive ? `"${MASK}"` : shownValue(value);
    this.lines.push(`${key}${leaf ? ` (${leaf.env})` : ''}: expected ${expected}, got ${shown}`);
  }

  /** Any other fault, in words of its own. */
  say(key: string, text: string): void {
    const leaf = LEAVES.get(key);
    this.lines.push(`${key}${leaf ? ` (${leaf.env})` : ''}: ${text}`);
  }
}

function expectedOf(key: string): string {
  const leaf = LEAVES.get(key);
  return leaf ? FORMATS[leaf.format].expected : 'something else';
}

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? maskUrl(value) : value;
  return JSON.stringify(text) ?? String(text);
}

/** A URL, even a malformed one, without its password. */
export function maskUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)?([^:@/]*):(?!\/\/).*@/s, `$1$2:${MASK}@`);
}
