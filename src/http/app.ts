import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Log } from '../logging/logger.ts';
import type { RenderPage } from '../metrics/page.ts';
import type { SourceStatus } from '../mqtt/message-source.ts';
import { type LimitReports, NO_REPORTS } from './limits.ts';
import { serveStatusPage } from './page/status-page.ts';
import { JsonStreamer, limitUnread } from './responses.ts';
import {
  BadRequest,
  type Reload,
  serveChannels,
  serveMetrics,
  servePrices,
  serveReady,
  serveReload,
  serveTargets,
} from './routes.ts';
import type { DeviceQuery, Overview } from './view/overview.ts';
import type { PricesView } from './view/prices-view.ts';

/** What the HTTP interface needs from the exporter. */
export interface AppDependencies {
  metrics: RenderPage;
  /** The known LOWIs. */
  idents(): Iterable<string>;
  source(): SourceStatus;
  /** With the devices that the query selects; without a query, with none. */
  overview(query?: DeviceQuery): Overview | Promise<Overview>;
  /** The elements of the JSON array of devices: those named, or all. */
  devicesJson(idents?: readonly string[]): Promise<Iterable<string>>;
  /** Of a meter's contract, or of the one that meters have by default. */
  prices(ident?: string): PricesView;
  /** Absent: `POST /-/reload` answers 404. */
  reload?: Reload | undefined;
}

/** The exporter's HTTP interface: its routes. */
export function createApp(
  { metrics, idents, source, overview, devicesJson, prices, reload }: AppDependencies,
  log: Log,
  reports: LimitReports = NO_REPORTS,
): Express {
  const streamer = new JsonStreamer(reports);
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.disable('etag'); // every response differs, so hashing is wasted
  app.use(limitUnread(reports));
  app.get('/metrics', serveMetrics(metrics));
  app.get('/-/healthy', (_, response) => void response.type('text').send('Healthy.\n'));
  app.get('/-/ready', serveReady(source));
  app.get('/api/v1/channels', serveChannels(overview, devicesJson, streamer));
  app.get('/api/v1/targets', serveTargets(idents, streamer));
  app.get('/api/v1/prices', servePrices(prices));
  app.get('/', serveStatusPage(overview));
  if (reload) app.post('/-/reload', serveReload(reload));
  rejectOthers(
    app,
    ['/metrics', '/-/healthy', '/-/ready', '/api/v1/channels', '/api/v1/targets', '/api/v1/prices', '/'],
    reload ? ['/-/reload'] : [],
  );
  app.use(handleErrors(log));
  return app;
}

/** Answers other methods with 405 and other paths with 404. */
function rejectOthers(app: Express, getPaths: readonly string[], postPaths: readonly string[]): void {
  app.all(
    [...getPaths],
    (_, response) =>
      void response.status(405).set('Allow', 'GET, HEAD').type('text').send('Only GET and HEAD.\n'),
  );
  app.all(
    [...postPaths],
    (_, response) => void response.status(405).set('Allow', 'POST').type('text').send('Only POST.\n'),
  );
  app.use(
    (_, response) =>
      void response
        .status(404)
        .type('text')
        .send(`Not found. Available: ${[...getPaths, ...postPaths].join(', ')}.\n`),
  );
}

/** Answers a failed request without details; the log has them. */
function handleErrors(log: Log): ErrorRequestHandler {
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
