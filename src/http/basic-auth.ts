import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Passwords, type Users, type Verdict } from './passwords.ts';

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

async function judge(request: IncomingMessage, users: Users, passwords: Passwords): Promise<Verdict> {
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
