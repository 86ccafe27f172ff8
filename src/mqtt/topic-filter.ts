const SHARED = /^\$share\/[^/]+\//;

function levelError(level: string, last: boolean): string | undefined {
  if (level.includes('#') && (level !== '#' || !last)) return '# must be the whole of the last level';
  if (level.includes('+') && level !== '+') return '+ must be the whole of its level';
  return undefined;
}

function sharedError(filter: string): string | undefined {
  if (!/^\$share(\/|$)/.test(filter)) return undefined;
  return /^\$share\/[^/+#]+\/./s.test(filter) ? undefined : 'expected $share/GROUP/FILTER';
}

/** Says what is wrong with an MQTT topic filter, by section 4.7 of MQTT 3.1.1 and 4.8.2 of MQTT 5; absent if nothing is. */
export function topicFilterError(filter: string): string | undefined {
  if (filter === '') return 'a topic filter must not be empty';
  if (filter.includes('\0') || !filter.isWellFormed()) return 'a topic filter must be valid text without NUL';
  if (Buffer.byteLength(filter) > 65_535) return 'a topic filter must not exceed 65535 bytes';
  const levels = filter.split('/');
  const fault = levels.map((level, i) => levelError(level, i === levels.length - 1)).find(Boolean);
  return sharedError(filter) ?? fault;
}

function compiled(filter: string): RegExp {
  const own = filter.replace(SHARED, '');
  const levels = own.split('/').map((level) => {
    if (level === '+') return '[^/]*';
    return level === '#' ? '.*' : level.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  const pattern = levels.join('/').replace(/\/\.\*$/, '(?:/.*)?'); // a/# matches a as well
  return new RegExp(`^${/^[+#]/.test(own) ? '(?!\\$)' : ''}${pattern}$`, 's');
}

/** Compiles valid topic filters into a test whether any of them matches a topic. */
export function topicMatcher(filters: readonly string[]): (topic: string) => boolean {
  const patterns = filters.map(compiled);
  return (topic) => patterns.some((pattern) => pattern.test(topic));
}
