import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { compare } from 'bcryptjs';

/** A password is right or wrong, or is not checked because too many others are waiting. */
export type AuthResult = 'right' | 'wrong' | 'busy';

/** bcrypt hashes by user. */
export type Users = ReadonlyMap<string, string>;

/** Passwords that may wait to be checked; a Raspberry Pi checks a few per second. */
const MAX_WAITING = 16;

/** Right passwords to remember: more than there are users. */
const MAX_PROVEN = 256;

/** Checks passwords one at a time, so that a flood of them does not block the exporter. */
export class Passwords {
  /** Keys the remembered digests, which are useless outside this process. */
  readonly #secret = randomBytes(32);
  /**
   * Digests of right passwords, the most recently used last. Each belongs to one hash, so none expires. Wrong passwords are not
   * remembered, so a flood of them cannot evict a scraper's.
   */
  readonly #proven = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Takes as long for an unknown user as for a known one. */
  async check(users: Users, user: string, password: string): Promise<AuthResult> {
    const known = users.get(user);
    const hash = known ?? this.#decoyHash(users, user);
    const proof = this.#digest([user, hash, password]).toString('base64');
    if (known !== undefined && this.#proven.has(proof)) return this.#remember(proof);
    if (this.#waiting >= MAX_WAITING) return 'busy';
    const matches = await this.#inTurn(() => compare(password, hash));
    return matches && known !== undefined ? this.#remember(proof) : 'wrong';
  }

  /** Another user's hash, always the same for one name. A fixed hash would differ in cost. */
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
    if (oldest !== undefined && this.#proven.size > MAX_PROVEN) this.#proven.delete(oldest);
    return 'right';
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++;
    const done = this.#turn.then(work).finally(() => this.#waiting--);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Health checks of containers have no password; the response reveals nothing. */
const OPEN_PATH = '/-/healthy';

const CREDENTIALS = /^basic +([a-z0-9+/]+={0,2}) *$/i;

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="lowi-exporter", charset="UTF-8"' };

/** Passes a request to `serve` if its user and password are right, or if there are no users. */
export function basicAuth(users: () => Users, serve: RequestListener): RequestListener {
  const passwords = new Passwords();
  return async (request, response) => {
    const result = await authenticate(request, users(), passwords);
    if (request.socket.destroyed) return; // the client left while its password was checked
    if (result === 'right') serve(request, response);
    else if (result === 'wrong') deny(response, 401, CHALLENGE, 'User and password needed.\n');
    else deny(response, 503, { 'Retry-After': '1' }, 'Too many passwords to check.\n');
  };
}

async function authenticate(
  request: IncomingMessage,
  users: Users,
  passwords: Passwords,
): Promise<AuthResult> {
  if (users.size === 0 || request.url === OPEN_PATH) return 'right';
  const given = credentialsOf(request);
  return given ? passwords.check(users, given.user, given.password) : 'wrong';
}

/** The user and password of a request; undefined if they are missing or unreadable. */
function credentialsOf({ headers }: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded = ''] = CREDENTIALS.exec(headers.authorization ?? '') ?? [];
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function deny(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
