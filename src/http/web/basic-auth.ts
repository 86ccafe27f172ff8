import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { compare } from 'bcryptjs';

/** A password is right, wrong, or was not looked at because too many others wait. */
export type AuthResult = 'right' | 'wrong' | 'busy';

/** bcrypt hashes by user. */
export type Users = ReadonlyMap<string, string>;

/** Passwords that wait for their turn; a Raspberry Pi checks a few in a second. */
const MOST_WAITING = 16;

/** Proofs remembered: several for each user, as one user has one password. */
const MOST_PROVEN = 256;

/** Checks passwords one at a time; a flood of them takes turns with everything else that the exporter does. */
export class Passwords {
  /** So that what is remembered says nothing to a reader of the memory of another process. */
  readonly #secret = randomBytes(32);
  /**
   * Passwords that were right, the latest used last. A wrong one is never in it, and a proof holds for one hash only:
   * so nothing in it expires, and a flood of wrong passwords can't push a scraper back into the queue.
   */
  readonly #proven = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Takes as long for a user that is not there as for one that is. */
  async check(users: Users, user: string, password: string): Promise<AuthResult> {
    const known = users.get(user);
    const hash = known ?? this.#decoyHash(users, user);
    const proof = this.#digest([user, hash, password]).toString('base64');
    if (known !== undefined && this.#proven.has(proof)) return this.#remember(proof);
    if (this.#waiting >= MOST_WAITING) return 'busy';
    const matches = await this.#inTurn(() => compare(password, hash));
    return matches && known !== undefined ? this.#remember(proof) : 'wrong';
  }

  /** Somebody's hash, always the same for one name: a fixed one would show by its own cost. */
  #decoyHash(users: Users, user: string): string {
    const hashes = [...users.values()];
    return hashes[this.#digest([user]).readUInt32BE() % hashes.length] ?? '';
  }

  #digest(parts: readonly string[]): Buffer {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest();
  }

  #remember(proof: string): AuthResult {
    this.#proven.delete(proof);
    this.#proven.add(proof);
    const [oldest] = this.#proven;
    if (oldest !== undefined && this.#proven.size > MOST_PROVEN) this.#proven.delete(oldest);
    return 'right';
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const done = this.#turn.then(work).finally(() => this.#waiting--);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Container and service managers ask for it without a password; it tells nothing. */
const OPEN_PATH = '/-/healthy';

const CREDENTIALS = /^basic +([a-z0-9+/]+={0,2}) *$/i;

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="lowi-exporter", charset="UTF-8"' };

/** Lets a request through to `serve` if its user and password are right; all are let through while there are no users. */
export function basicAuth(users: () => Users, serve: RequestListener): RequestListener {
  const passwords = new Passwords();
  return async (request, response) => {
    const verdict = await judge(request, users(), passwords);
    if (request.socket.destroyed) return; // it left while its password was checked
    if (verdict === 'right') serve(request, response);
    else if (verdict === 'wrong') refuse(response, 401, CHALLENGE, 'User and password needed.\n');
    else refuse(response, 503, { 'Retry-After': '1' }, 'Too many passwords to check.\n');
  };
}

async function judge(request: IncomingMessage, users: Users, passwords: Passwords): Promise<AuthResult> {
  if (users.size === 0 || request.url === OPEN_PATH) return 'right';
  const given = credentialsOf(request);
  return given ? passwords.check(users, given.user, given.password) : 'wrong';
}

/** The user and password of a request; undefined if it gives none, or none that can be read. */
function credentialsOf({ headers }: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded = ''] = CREDENTIALS.exec(headers.authorization ?? '') ?? [];
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
