import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A server of prices on a free port. Its answer can be replaced, and it records the requests. */
export class PriceServer {
  readonly requests: IncomingMessage[] = [];
  answer: RequestListener;
  readonly #server: Server;

  private constructor(answer: RequestListener) {
    this.answer = answer;
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.answer(request, response);
    });
  }

  /** Closed when the test ends. */
  static async open(t: TestContext, answer: RequestListener): Promise<PriceServer> {
    const server = new PriceServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return server;
  }

  url(rest = '/price?bzn=BE'): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${rest}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** Answers with a text. */
export const send =
  (text: string, headers: Record<string, string> = {}): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(text);
  };
