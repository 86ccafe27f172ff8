import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import { Turns } from '../../metrics/rendering-turns.ts';
import type { DeviceQuery, Overview, Totals } from '../view/overview.ts';
import { connectionSection } from './connection.ts';
import { devicesSection, expectedSection, needsTable } from './devices.ts';
import { FAVICON, Html, html, ICON_SHEET, icon } from './html.ts';
import { netPower, netText } from './meter.ts';
import { PageTime } from './page-time.ts';
import { deniedClientsSection, rejectionsSection, unmatchedSection } from './rejections.ts';
import { deviceQueryOf, type RequestContext, requestContextOf } from './request.ts';

/** A rendered status page. */
export interface StatusPage {
  html: string;
  /** The Content-Security-Policy to send with it. */
  policy: string;
}

const STYLE = readFileSync(new URL('page.css', import.meta.url), 'utf8');
const SCRIPT = readFileSync(new URL('page.js', import.meta.url), 'utf8');

/** Allows only the page's own style and script, by hash: an injected name that was not escaped still runs nothing. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hashSource(STYLE)}`,
  `script-src ${hashSource(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function hashSource(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
}

/** Serves the status page. Equal requests that wait at the same time share one rendering. */
export function serveStatusPage(
  overview: (query: DeviceQuery) => Overview | Promise<Overview>,
): RequestHandler {
  const turns = new Turns();
  const pending = new Map<string, Promise<StatusPage>>();
  const render = async (context: RequestContext) => {
    const shown = await overview(deviceQueryOf(context));
    await turns.next();
    return renderStatusPage(shown, context);
  };
  return async (request, response) => {
    const context = requestContextOf(request);
    const key = JSON.stringify(context);
    const page = pending.get(key) ?? render(context).finally(() => pending.delete(key));
    pending.set(key, page);
    const { html, policy } = await page;
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' }).type('html').send(html);
  };
}

/** Renders the status page. It is complete without its script, which only keeps it current. */
export function renderStatusPage(overview: Overview, context: RequestContext): StatusPage {
  const { version, shard } = overview;
  const totals = totalsOf(overview);
  const now = new PageTime(overview.now, overview.timezone);
  const build = createHash('sha256').update(POLICY).update(version).digest('hex').slice(0, 12);
  const page = html`<!doctype html>
<html lang="en" data-build="${build}">
<head>
<meta charset="utf-8">
<title>${titleOf(overview)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<link rel="icon" href="${FAVICON}">
<style>${new Html(STYLE)}</style>
</head>
<body>
${ICON_SHEET}
<header class="top">
<h1>${icon('bolt')}LOWI exporter <small>${version}${shard && `, shard ${shard.index} of ${shard.count}`}</small></h1>
<nav aria-label="Exporter"><a href="/metrics">/metrics</a> <a href="/api/v1/channels">/api/v1/channels</a> <a href="/-/ready">/-/ready</a></nav>
</header>
<p id="notice" role="alert" hidden></p>
<main data-timezone="${now.timezone}" data-refresh="${needsTable(totals) ? 10_000 : 2000}">
${connectionSection(overview, totals, now)}
${deniedClientsSection(overview, now)}
${unmatchedSection(overview, now)}
${devicesSection(overview, totals, context, now)}
${expectedSection(overview, needsTable(totals), context)}
${rejectionsSection(overview, now)}
</main>
<script type="module">${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return { html: page.markup, policy: POLICY };
}

/** The tab's title, with the net power if there is exactly one meter. */
function titleOf({ devices, source }: Overview): string {
  const meters = devices.flatMap(({ channels }) =>
    channels.filter(({ channel }) => channel === METER_CHANNEL),
  );
  const [meter] = meters.length === 1 ? meters : [];
  const net = meter && netPower(meter);
  const state = source.connected ? net !== undefined && netText(net) : 'not connected';
  return state ? `${state} · LOWI exporter` : 'LOWI exporter';
}

/** The overview's totals, or those of its devices if it has none. */
function totalsOf({ totals, devices }: Overview): Totals {
  if (totals) return totals;
  const stale = devices.map(({ channels }) => channels.filter(({ fresh }) => !fresh).length);
  return {
    devices: devices.length,
    troubled: stale.filter((count) => count > 0).length,
    channels: devices.reduce((sum, { channels }) => sum + channels.length, 0),
    stale: stale.reduce((sum, count) => sum + count, 0),
  };
}
