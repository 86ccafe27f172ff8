import { createServer, type Server } from 'node:http';
import { createApp } from '../../src/http/app.ts';
import type { Overview } from '../../src/http/view/overview.ts';
import { createLog } from '../../src/logging/logger.ts';
import { freePort } from '../net/free-port.ts';
import { overview } from './example-views.ts';

/** The exporter's HTTP interface, with an overview that the test sets. */
export class TestServer {
  overview: Overview = overview();
  requests = 0;
  port = 0;
  #server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Listens; after `stop` on the same port. */
  async start(): Promise<void> {
    const log = createLog({ level: 'error', format: 'logfmt' }, (line) => process.stderr.write(line));
    const app = createApp(
      {
        metrics: async () => ({ blocks: [], memory: { bytes: 0 }, release() {} }),
        idents: () => [],
        source: () => this.overview.source,
        overview: () => this.overview,
        prices: () => ({ now: 0, validUntil: null, quarters: [] }),
        devicesJson: async () =>
          this.overview.devices.map((device, i) => (i ? ',' : '') + JSON.stringify(device)),
      },
      log,
    );
    if (this.port === 0) this.port = await freePort();
    const server = createServer(app).listen(this.port, '127.0.0.1');
    server.on('request', () => this.requests++);
    await new Promise((resolve) => server.once('listening', resolve));
    this.#server = server;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await closed;
  }
}
