import convict from 'convict';
import { LOG_FORMATS, LOG_LEVELS } from '../logging/logger.ts';
import { topicFilterError } from '../mqtt/topic-filter.ts';

/** What a setting allows: in words, and as a reader that returns undefined for anything else. */
export interface Format<T> {
  name: string;
  expected: string;
  read(raw: unknown): T | undefined;
}

/** Makes a format and adds it to convict's own. */
function format<T>(name: string, expected: string, read: Format<T>['read']): Format<T> {
  convict.addFormat({
    name,
    coerce: (raw: unknown) => read(raw) ?? raw,
    validate(value: unknown) {
      if (read(value) === undefined) throw new Error(`expected ${expected}`);
    },
  });
  return { name, expected, read };
}

function readNumber(raw: unknown): number | undefined {
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function number(name: string, expected: string, allowed: (value: number) => boolean): Format<number> {
  return format(name, expected, (raw) => {
    const value = readNumber(raw);
    return value !== undefined && allowed(value) ? value : undefined;
  });
}

function oneOf<T extends number>(name: string, expected: string, values: readonly T[]): Format<T> {
  return format(name, expected, (raw) => values.find((value) => value === readNumber(raw)));
}

function text(name: string, expected: string, allowed = (value: string) => value !== ''): Format<string> {
  return format(name, expected, (raw) => (typeof raw === 'string' && allowed(raw) ? raw : undefined));
}

function word<T extends string>(name: string, values: readonly T[]): Format<T> {
  return format(name, `one of ${values.join(', ')}`, (raw) => values.find((value) => value === raw));
}

export const QOS = oneOf('qos', '0, 1 or 2', [0, 1, 2]);
export const PROTOCOL_VERSION = oneOf('protocol-version', '4 (MQTT 3.1.1) or 5', [4, 5]);
export const PORT = number(
  'port',
  'a port, 0 to 65535',
  (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
);
export const POSITIVE = number('positive', 'a number above 0', (value) => value > 0);
export const COUNT = number(
  'count',
  'a whole number, 1 or more',
  (value) => Number.isInteger(value) && value >= 1,
);
export const INDEX = number(
  'index',
  'a whole number, 0 or more',
  (value) => Number.isInteger(value) && value >= 0,
);
export const SWITCH = format('switch', 'true or false', (raw) =>
  [true, false].find((value) => raw === value || raw === String(value)),
);
export const PUBLISH_INTERVAL = format<number | 'auto'>(
  'publish-interval',
  'auto, or seconds above 0',
  (raw) => (raw === 'auto' ? raw : POSITIVE.read(raw)),
);
export const TEXT = text('text', 'text (in quotes, if it looks like a number)');
export const FILE = text('file', 'the path of a file');
export const LOG_LEVEL = word('log-level', LOG_LEVELS);
export const LOG_FORMAT = word('log-format', LOG_FORMATS);

export const MQTT_URL = text('mqtt-url', 'mqtt://, mqtts://, ws:// or wss:// with a host', (value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^(mqtts?|wss?):$/.test(url.protocol) && url.hostname !== '';
});

export const TOPIC_FILTERS = format<string[]>(
  'topic-filters',
  'MQTT topic filters, separated by commas, such as +/PUB/+',
  (raw) => {
    const filters: unknown = typeof raw === 'string' ? raw.split(',').map((filter) => filter.trim()) : raw;
    return Array.isArray(filters) && filters.length > 0 && filters.every(isTopicFilter) ? filters : undefined;
  },
);

function isTopicFilter(filter: unknown): filter is string {
  return typeof filter === 'string' && !topicFilterError(filter);
}

export const DEFAULT_TIMEZONE = 'Europe/Brussels';
export const TIMEZONE = text('timezone', 'a time zone, such as Europe/Brussels', (name) => {
  if (name === DEFAULT_TIMEZONE) return true; // the check loads ICU's data: a tenth of the time of a start
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
});
