import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Log } from '../logging/logger.ts';
import type { RenderPage } from '../metrics/page.ts';
import type { SourceStatus } from '../mqtt/message-source.ts';
import { type LimitReports, NO_REPORTS } from './limits.ts';
import { serveStatusPage } from './page/status-page.ts';
import { boundReaders } from './readers.ts';
import { BadRequest, type Reload, serveMetrics, serveReload, serveTargets, wantedIdents } from './routes.ts';
import { PieceSender } from './streaming.ts';
import { overviewJson } from './view/device-views.ts';
import type { DeviceQuery, Overview } from './view/overview.ts';

/** What the server asks of the exporter. */
export interface AppDependencies {
  metrics: RenderPage;
  /** The LOWIs that are known. */
  idents(): Iterable<string>;
  source(): SourceStatus;
  /** With the devices chosen; without a choice, with none. */
  overview(choice?: DeviceQuery): Overview | Promise<Overview>;
  /** The elements of the JSON array of devices: those named, or all. */
  devicesJson(idents?: readonly string[]): Promise<Iterable<string>>;
  /** Absent: `POST /-/reload` is not served. */
  reload?: Reload | undefined;
}

/** The exporter's HTTP interface. */
export function createApp(
  { metrics, idents, source, overview, devicesJson, reload }: AppDependencies,
  log: Log,
  reports: LimitReports = NO_REPORTS,
): Express {
  const sender = new PieceSender(reports);
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.disable('etag'); // pages change at each request; hashing them would be for nothing
  app.use(boundReaders(reports));
  app.get('/metrics', serveMetrics(metrics));
  app.get('/-/healthy', (_, response) => void response.type('text').send('The exporter serves.\n'));
  app.get('/-/ready', (_, response) => {
    const { connected, fault, address } = source();
    const text = connected ? `Ready: ${address}` : `Not ready: ${fault ?? 'not connected yet'}`;
    response
      .status(connected ? 200 : 503)
      .type('text')
      .send(`${text}\n`);
  });
  app.get('/api/v1/channels', async ({ originalUrl }, response) => {
    const wanted = wantedIdents({ url: originalUrl });
    await sender.send(response, async () =>
      overviewJson(withExpectedOf(await overview(), wanted), await devicesJson(wanted)),
    );
  });
  app.get('/', serveStatusPage(overview));
  app.get('/api/v1/targets', serveTargets(idents, sender));
  if (reload) app.post('/-/reload', serveReload(reload));
  refuseOthers(
    app,
    ['/metrics', '/-/healthy', '/-/ready', '/api/v1/channels', '/api/v1/targets', '/'],
    reload ? ['/-/reload'] : [],
  );
  app.use(failed(log));
  return app;
}

function withExpectedOf(overview: Overview, idents: readonly string[] | undefined): Overview {
  const { expected } = overview;
  return idents && expected
    ? { ...overview, expected: expected.filter(({ ident }) => idents.includes(ident)) }
    : overview;
}

/** `posts`: paths that take POST alone. */
function refuseOthers(app: Express, paths: readonly string[], posts: readonly string[]): void {
  app.all(
    [...paths],
    (_, response) =>
      void response.status(405).set('Allow', 'GET, HEAD').type('text').send('Only GET and HEAD.\n'),
  );
  app.all(
    [...posts],
    (_, response) => void response.status(405).set('Allow', 'POST').type('text').send('Only POST.\n'),
  );
  app.use(
    (_, response) =>
      void response
        .status(404)
        .type('text')
        .send(`Not found. There are ${[...paths, ...posts].join(', ')}.\n`),
  );
}

/** A failed request says no more than that; the log has the rest. */
function failed(log: Log): ErrorRequestHandler {
  return (error: Error & { status?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error.status ?? 500;
    if (status >= 500) log.error({ path: request.path, error: error.message }, 'a request failed');
    response
      .status(status)
      .type('text')
      .send(`${reasonOf(error, status)}\n`);
  };
}

function reasonOf(error: Error, status: number): string {
  if (status >= 500) return 'Internal error; see the log.';
  return error instanceof BadRequest ? `Bad request: ${error.message}.` : 'Bad request.';
}
