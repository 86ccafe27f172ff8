const SHARED = /^\$share\/[^/]+\//;

/** What is wrong with a topic filter (MQTT 3.1.1, section 4.7; MQTT 5, section 4.8.2); undefined if it is valid. */
export function topicFilterError(filter: string): string | undefined {
  if (filter === '') return 'a topic filter must not be empty';
  if (filter.includes('\0') || !filter.isWellFormed()) return 'a topic filter must be valid text without NUL';
  if (Buffer.byteLength(filter) > 65_535) return 'a topic filter must not exceed 65535 bytes';
  const levels = filter.split('/');
  const error = levels.map((level, i) => levelError(level, i === levels.length - 1)).find(Boolean);
  return sharedError(filter) ?? error;
}

/** Compiles valid topic filters to a function that tells whether any of them matches a topic. */
export function topicMatcher(filters: readonly string[]): (topic: string) => boolean {
  const patterns = filters.map(compiled);
  return (topic) => patterns.some((pattern) => pattern.test(topic));
}

function levelError(level: string, last: boolean): string | undefined {
  if (level.includes('#') && (level !== '#' || !last)) return '# must be the whole of the last level';
  if (level.includes('+') && level !== '+') return '+ must be the whole of its level';
  return undefined;
}

function sharedError(filter: string): string | undefined {
  if (!/^\$share(\/|$)/.test(filter)) return undefined;
  return /^\$share\/[^/+#]+\/./s.test(filter) ? undefined : 'expected $share/GROUP/FILTER';
}

function compiled(filter: string): RegExp {
  const unshared = filter.replace(SHARED, '');
  const levels = unshared.split('/').map((level) => {
    if (level === '+') return '[^/]*';
    return level === '#' ? '.*' : level.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  const pattern = levels.join('/').replace(/\/\.\*$/, '(?:/.*)?'); // a/# also matches a
  return new RegExp(`^${/^[+#]/.test(unshared) ? '(?!\\$)' : ''}${pattern}$`, 's');
}
