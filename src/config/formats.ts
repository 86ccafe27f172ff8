import { LOG_FORMATS, LOG_LEVELS } from '../logging/logger.ts';
import { topicFilterError } from '../mqtt/topic-filter.ts';

/** What a setting may hold: in words, and as a reader that gives undefined for anything else. */
export interface Format {
  expected: string;
  read(raw: unknown): unknown;
}

function number(expected: string, allowed: (value: number) => boolean): Format {
  return {
    expected,
    read(raw) {
      const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
      return typeof value === 'number' && Number.isFinite(value) && allowed(value) ? value : undefined;
    },
  };
}

function text(expected: string, allowed: (value: string) => boolean = (value) => value !== ''): Format {
  return { expected, read: (raw) => (typeof raw === 'string' && allowed(raw) ? raw : undefined) };
}

function oneOf(values: readonly string[]): Format {
  return text(`one of ${values.join(', ')}`, (value) => values.includes(value));
}

const MQTT_URL = text('mqtt://, mqtts://, ws:// or wss:// with a host', (value) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^(mqtts?|wss?):$/.test(url.protocol) && url.hostname !== '';
});

const TOPICS: Format = {
  expected: 'MQTT topic filters, separated by commas, such as +/PUB/+',
  read(raw) {
    const filters = typeof raw === 'string' ? raw.split(',').map((filter) => filter.trim()) : raw;
    if (!Array.isArray(filters) || filters.length === 0) return undefined;
    return filters.every((filter) => typeof filter === 'string' && !topicFilterError(filter))
      ? filters
      : undefined;
  },
};

const SWITCH: Format = {
  expected: 'true or false',
  read: (raw) => [true, false].find((value) => raw === value || raw === String(value)),
};

const PERIOD = number('', (value) => value > 0);
const PUBLISH_INTERVAL: Format = {
  expected: 'auto, or seconds above 0',
  read: (raw) => (raw === 'auto' ? raw : PERIOD.read(raw)),
};

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The formats that the schema names. */
export const FORMATS = {
  qos: number('0, 1 or 2', (value) => [0, 1, 2].includes(value)),
  protocol: number('4 (MQTT 3.1.1) or 5', (value) => value === 4 || value === 5),
  port: number('a port, 0 to 65535', (value) => Number.isInteger(value) && value >= 0 && value <= 65535),
  switch: SWITCH,
  positive: number('a number above 0', (value) => value > 0),
  count: number('a whole number, 1 or more', (value) => Number.isInteger(value) && value >= 1),
  index: number('a whole number, 0 or more', (value) => Number.isInteger(value) && value >= 0),
  'mqtt-url': MQTT_URL,
  topics: TOPICS,
  interval: PUBLISH_INTERVAL,
  text: text('text (in quotes, if it looks like a number)'),
  file: text('the path of a file'),
  timezone: text('a time zone, such as Europe/Brussels', isTimezone),
  level: oneOf(LOG_LEVELS),
  'log-format': oneOf(LOG_FORMATS),
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
