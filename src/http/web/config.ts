import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { group, mapOf, optional } from '../../validation/structured.ts';
import { type Tls, tlsSchema } from './tls.ts';

/** A valid web configuration, in the format of Prometheus's exporter-toolkit. */
export interface WebConfig {
  /** Absent: plain HTTP. */
  tls?: Tls | undefined;
  /** bcrypt hashes by user; empty: no authentication. */
  users: ReadonlyMap<string, string>;
}

/** The content of a web configuration file, or every error in it. */
export interface WebReading {
  config?: WebConfig;
  errors: readonly string[];
  /** The file and those that it names. */
  files: readonly string[];
  /** Those of them that hold a secret. */
  secretFiles: readonly string[];
}

/** A higher cost would occupy a small computer for a minute at each new password. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;
const HASH_EXPECTED = 'expected a bcrypt hash of cost 4 to 15 (htpasswd -nBC 10), got "***"';

const USERS = mapOf(
  v.pipe(
    v.string(),
    v.check((user) => !user.includes(':'), 'expected a name without a colon'),
  ),
  v.pipe(v.string(HASH_EXPECTED), v.regex(BCRYPT, HASH_EXPECTED)),
);

/** Reads a web configuration file and the files that it names. No error shows a secret. */
export function readWebConfig(path: string): WebReading {
  const files = [path];
  const { content, errors } = parseFile(path);
  const schema = group({
    tls_server_config: optional(tlsSchema(dirname(path), files)),
    basic_auth_users: optional(USERS),
  });
  const { success, output, issues = [] } = v.safeParse(optional(schema), content);
  errors.push(...issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`));
  if (!success || errors.length > 0) return { errors, files, secretFiles: [] };
  const { tls_server_config: tls, basic_auth_users: users = new Map() } = output ?? {};
  const secretFiles = [...(users.size > 0 ? [path] : []), ...(tls ? [tls.keyFile] : [])];
  return { config: { tls, users }, errors, files, secretFiles };
}

/** In YAML's failsafe schema every value is text: the user 0123 stays what was written. */
function parseFile(path: string): { content: unknown; errors: string[] } {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'), { schema: 'failsafe', logLevel: 'error' });
    const errors = document.errors.map(
      ({ code, linePos }) => `expected YAML, got ${code} in line ${linePos?.[0].line} of "${path}"`, // the parser's message may quote
    );
    return { content: errors.length > 0 ? undefined : document.toJS(), errors };
  } catch (error) {
    const { code = 'an alias without its anchor' } = error as NodeJS.ErrnoException;
    return { content: undefined, errors: [`expected a YAML file that can be read (${code}), got "${path}"`] };
  }
}
