import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import { Section } from './section.ts';
import { readTls, TLS_KEYS, type Tls, tlsFiles } from './tls.ts';

/** A checked web configuration, as Prometheus's exporter-toolkit documents the file. */
export interface WebConfig {
  /** Absent: plain HTTP. */
  tls?: Tls | undefined;
  /** Set on every response. */
  headers: ReadonlyMap<string, string>;
  /** bcrypt hashes by user; nobody is asked if there are none. */
  users: ReadonlyMap<string, string>;
}

/** What a web configuration file says, or everything that is wrong with it. */
export interface WebReading {
  config?: WebConfig;
  errors: readonly string[];
  /** All files that had a part in it. */
  files: readonly string[];
  /** Those of them with a secret inside. */
  secretFiles: readonly string[];
}

/** Those that exporter-toolkit allows, with the values that it allows. */
const HEADERS: Readonly<Record<string, readonly string[] | undefined>> = {
  'Strict-Transport-Security': undefined,
  'X-Content-Type-Options': ['nosniff'],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-XSS-Protection': undefined,
  'Content-Security-Policy': undefined,
};

/** A higher cost would keep a small computer busy for a minute at each new password. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;

/** Reads a web configuration file and the files that it names. No fault tells a secret. */
export function readWebConfig(path: string): WebReading {
  const errors: string[] = [];
  const root = new Section('', parseFile(path, errors), errors, [
    'tls_server_config',
    'http_server_config',
    'basic_auth_users',
  ]);
  const tlsSection = root.section('tls_server_config', TLS_KEYS);
  const paths = tlsFiles(tlsSection, dirname(path));
  const tls = tlsSection.names().length > 0 ? readTls(tlsSection, paths) : undefined;
  const headers = readHeaders(root.section('http_server_config', ['http2', 'headers']));
  const users = readUsers(root.section('basic_auth_users'));
  const key = paths.get('key_file');
  return {
    ...(errors.length === 0 && { config: { tls, headers, users } }),
    errors,
    files: [path, ...paths.values()],
    secretFiles: [...(users.size > 0 ? [path] : []), ...(key === undefined ? [] : [key])],
  };
}

/** In YAML's failsafe schema all is text: a user 0123 stays what was written. */
function parseFile(path: string, errors: string[]): unknown {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { schema: 'failsafe', logLevel: 'error' });
    for (const { code, linePos } of document.errors) {
      errors.push(`expected YAML, got ${code} in line ${linePos?.[0].line} of "${path}"`); // its message may quote
    }
    return document.errors.length > 0 ? undefined : document.toJS();
  } catch (error) {
    const { code = 'an alias without its anchor' } = error as NodeJS.ErrnoException;
    errors.push(`expected a YAML file that can be read (${code}), got "${path}"`);
    return undefined;
  }
}

function readHeaders(section: Section): Map<string, string> {
  section.oneOf('http2', ['true', 'false']); // HTTP/1.1 is spoken either way, as every scraper does
  const headers = section.section('headers', Object.keys(HEADERS));
  const read = new Map<string, string>();
  for (const [name, allowed] of Object.entries(HEADERS)) {
    const value = allowed ? headers.oneOf(name, allowed) : headers.text(name);
    if (value === undefined) continue;
    if (/^[\x20-\x7e]*$/.test(value)) read.set(name, value);
    else headers.fault(name, 'printable ASCII');
  }
  return read;
}

function readUsers(section: Section): Map<string, string> {
  const users = new Map<string, string>();
  for (const user of section.names()) {
    const hash = section.text(user) ?? '';
    if (BCRYPT.test(hash)) users.set(user, hash);
    else section.fault(user, 'a bcrypt hash of cost 4 to 15 (htpasswd -nBC 10), got "***"');
    if (user.includes(':')) section.fault(user, 'a name without a colon');
  }
  return users;
}
