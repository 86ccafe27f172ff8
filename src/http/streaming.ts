import { once } from 'node:events';
import type { Response } from 'express';
import { Turns } from '../metrics/rendering-turns.ts';
import { type LimitReports, onceClosed } from './limits.ts';

/** Characters after which a piece is sent: some fifty channels, a millisecond or two of work. */
const PIECE_CHARACTERS = 64 * 1024;
/** Answers sent in pieces at the same time; each keeps a piece or two in memory. */
const MAX_ANSWERS = 100;
const RETRY_SECONDS = '5';

/** Sends JSON that may be too large for memory: a piece at a time, the next is made once the client has read that one. */
export class PieceSender {
  readonly #turns = new Turns();
  readonly #reports: LimitReports;
  #answers = 0;
  #begun = 0;

  constructor(reports: LimitReports) {
    this.#reports = reports;
  }

  /** Sends the texts, or 503 while too many other answers are being sent. */
  async send(response: Response, texts: () => Promise<Iterable<string>>): Promise<void> {
    if (this.#answers >= MAX_ANSWERS) {
      this.#reports.busy(response.req.path);
      response
        .status(503)
        .set('Retry-After', RETRY_SECONDS)
        .type('text')
        .send('Too many requests at once.\n');
      return;
    }
    this.#answers++;
    onceClosed(response, () => {
      this.#answers--;
    });
    response.type('json');
    if (response.req.method === 'HEAD') response.end();
    else await this.#write(response, await texts());
  }

  /** The answer that began first has the first turn: if all had equal turns, none would be done within a client's patience. */
  async #write(response: Response, texts: Iterable<string>): Promise<void> {
    const order = this.#begun++;
    let piece = '';
    for (const text of texts) {
      piece += text;
      if (piece.length < PIECE_CHARACTERS) continue;
      if (!response.write(piece)) await roomIn(response);
      await this.#turns.next(order);
      if (response.destroyed) return;
      piece = '';
    }
    response.end(piece); // if it is the only one, with its length
  }
}

/** Resolves when the client has read enough for more, or is gone. */
async function roomIn(response: Response): Promise<void> {
  if (response.destroyed) return;
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    done.abort(),
  );
}
