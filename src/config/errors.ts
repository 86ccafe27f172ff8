import { FORMATS } from './formats.ts';
import { LEAVES } from './schema.ts';

/** What stands where a secret would. */
export const MASK = '***';

/** Everything that is wrong with a configuration, one line a fault. */
export class ConfigErrors {
  readonly lines: string[] = [];
  readonly #keys = new Set<string>();

  /** Whether one of these settings is wrong: what follows from that is no fault of its own. */
  concern(...keys: string[]): boolean {
    return keys.some((key) => this.#keys.has(key));
  }

  /** A setting that holds what it may not. */
  setting(key: string, value: unknown, expected = expectedOf(key)): void {
    const shown = LEAVES.get(key)?.sensitive ? `"${MASK}"` : shownValue(value);
    this.say(key, `expected ${expected}, got ${shown}`);
  }

  /** Any other fault, in words of its own. */
  say(key: string, text: string): void {
    const leaf = LEAVES.get(key);
    this.#keys.add(key);
    this.lines.push(`${key}${leaf ? ` (${leaf.env})` : ''}: ${text}`);
  }
}

function expectedOf(key: string): string {
  const leaf = LEAVES.get(key);
  return leaf ? FORMATS[leaf.format].expected : 'something else';
}

/** What a value is, if it is no single one: its parts may be secrets in the wrong place. */
function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group';
  return JSON.stringify(typeof value === 'string' ? maskUrl(value) : value) ?? String(value);
}

/** A URL without its password and its query, which may hold a token. */
export function maskUrl(url: string): string {
  return maskPassword(url).replace(/\?.+$/s, `?${MASK}`);
}

/**
 * A URL without its password, even a malformed one: of that, whatever stands between the first colon and the last `@`, or behind the
 * colon where a port is expected.
 */
export function maskPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.hostname && parsed.password === '') return url;
  const [, scheme = '', rest = ''] = /^(\s*(?:[\w+.-]+[:;]?)?\/+)?(.*)$/s.exec(url) ?? [];
  const [colon, at] = [rest.indexOf(':'), rest.lastIndexOf('@')];
  if (colon >= 0 && colon < at) return `${scheme}${rest.slice(0, colon + 1)}${MASK}${rest.slice(at)}`;
  return at >= 0 ? url : scheme + rest.replace(/^([^:/[]*:)(?!\d*(?:[/?#]|$)).*$/s, `$1${MASK}`);
}
