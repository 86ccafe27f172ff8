import type { IncomingMessage } from 'node:http';

const MAX_IDENTS = 1000;

/** A request that can't be answered as it is; the message is sent to the client. */
export class BadRequest extends Error {
  readonly status = 400;
}

/** The devices of `?ident=…`, undefined where none is named. Not of Express's parser, which drops what is beyond 1000 parameters. */
export function wantedIdents({ url = '' }: Pick<IncomingMessage, 'url'>): string[] | undefined {
  const queryAt = url.indexOf('?');
  if (queryAt < 0) return undefined;
  const idents = new URLSearchParams(url.slice(queryAt + 1)).getAll('ident');
  if (idents.length > MAX_IDENTS)
    throw new BadRequest(`expected at most ${MAX_IDENTS} ident parameters, got ${idents.length}`);
  return idents.length === 0 ? undefined : idents;
}
