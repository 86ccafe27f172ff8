import { FORMATS } from './formats.ts';
import { LEAVES } from './schema.ts';

/** What stands where a secret would. */
export const MASK = '***';

/** Everything that is wrong with a configuration, one line a fault. */
export class Faults {
  readonly lines: string[] = [];
  private readonly keys = new Set<string>();

  /** Whether one of these settings is wrong: what follows from that is no fault of its own. */
  concern(...keys: string[]): boolean {
    return keys.some((key) => this.keys.has(key));
  }

  /** A setting that holds what it may not. */
  setting(key: string, value: unknown, expected = expectedOf(key)): void {
    const shown = LEAVES.get(key)?.sensitive ? `"${MASK}"` : shownValue(value);
    this.say(key, `expected ${expected}, got ${shown}`);
  }

  /** Any other fault, in words of its own. */
  say(key: string, text: string): void {
    const leaf = LEAVES.get(key);
    this.keys.add(key);
    this.lines.push(`${key}${leaf ? ` (${leaf.env})` : ''}: ${text}`);
  }
}

function expectedOf(key: string): string {
  const leaf = LEAVES.get(key);
  return leaf ? FORMATS[leaf.format].expected : 'something else';
}

function shownValue(value: unknown): string {
  const masked = JSON.stringify(value, (_, part) => (typeof part === 'string' ? maskUrl(part) : part));
  return masked ?? String(value);
}

/** A URL without its password and its query, which may hold a token. */
export function maskUrl(url: string): string {
  return maskPassword(url).replace(/\?.+$/s, `?${MASK}`);
}

/** A URL without its password, even a malformed one: without its end, or without a host, where the password looks like a port. */
export function maskPassword(url: string): string {
  return url
    .replace(/^(\w+:\/\/)?([^:@/]*):(?!\/\/).*@/s, `$1$2:${MASK}@`)
    .replace(/^(\w+:\/\/[^:@/[]*):(?!\d*(?:[/?#]|$))[^@]*$/s, `$1:${MASK}`);
}
