/** Shown in place of a secret. */
export const MASK = '***';

/** A value for an error message. Lists and groups are only named: their parts may be misplaced secrets. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isGroup(value)) return 'a group';
  return typeof value === 'string' ? JSON.stringify(maskUrl(value)) : String(value);
}

/** Whether a parsed value holds values by key. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A URL without its password and its query, which may hold a token. */
export function maskUrl(url: string): string {
  return maskPassword(url).replace(/\?.+$/s, `?${MASK}`);
}

/**
 * A URL without its password. In a malformed one, everything between the first colon and the last `@` is masked, or after a colon
 * that no port follows.
 */
export function maskPassword(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.hostname && parsed.password === '') return url;
  const [, scheme = '', rest = ''] = /^(\s*(?:[\w+.-]+[:;]?)?\/+)?(.*)$/s.exec(url) ?? [];
  const [colon, at] = [rest.indexOf(':'), rest.lastIndexOf('@')];
  if (colon >= 0 && colon < at) return `${scheme}${rest.slice(0, colon + 1)}${MASK}${rest.slice(at)}`;
  return at >= 0 ? url : scheme + rest.replace(/^([^:/[]*:)(?!\d*(?:[/?#]|$)).*$/s, `$1${MASK}`);
}
