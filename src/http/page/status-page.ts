import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import { Turns } from '../../metrics/rendering-turns.ts';
import type { DeviceQuery, Overview, Totals } from '../view/overview.ts';
import { deviceQueryOf, type RequestContext, requestContextOf } from './advice.ts';
import { turnedAwaySection, unmatchedSection } from './broker-clients.ts';
import { connectionSection } from './connection.ts';
import { areMany, devicesSection } from './devices.ts';
import { expectedSection } from './expected.ts';
import { FAVICON, Html, html, ICON_SHEET, icon } from './html.ts';
import { netPower, netText } from './meter.ts';
import { rejectionSection } from './rejections.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface StatusPage {
  html: string;
  /** Content-Security-Policy under which it works. */
  policy: string;
}

/** Nothing but the page's own style and script, by their hashes: a hostile name that got through would still do nothing. */
const POLICY = [
  "default-src 'none'",
  `style-src ${sourceOf(STYLE)}`,
  `script-src ${sourceOf(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

function sourceOf(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
}

/** Serves the status page. Those who ask for the same while it waits for its turn share one rendering. */
export function serveStatusPage(
  overview: (choice: DeviceQuery) => Overview | Promise<Overview>,
): RequestHandler {
  const turns = new Turns();
  const underWay = new Map<string, Promise<StatusPage>>();
  const render = async (context: RequestContext) => {
    const shown = await overview(deviceQueryOf(context));
    await turns.next();
    return renderStatusPage(shown, context);
  };
  return async (request, response) => {
    const context = requestContextOf(request);
    const key = JSON.stringify(context);
    const page = underWay.get(key) ?? render(context).finally(() => underWay.delete(key));
    underWay.set(key, page);
    const { html, policy } = await page;
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' }).type('html').send(html);
  };
}

/** The status page for people: complete without its script, which only keeps it current. */
export function renderStatusPage(overview: Overview, context: RequestContext): StatusPage {
  const { version, shard } = overview;
  const totals = totalsOf(overview);
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
<main data-refresh="${areMany(totals) ? 10_000 : 2000}">
${connectionSection(overview, totals)}
${turnedAwaySection(overview)}
${unmatchedSection(overview)}
${devicesSection(overview, totals, context)}
${expectedSection(overview, areMany(totals), context)}
${rejectionSection(overview)}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return { html: page.markup, policy: POLICY };
}

/** The tab's title: what a glance at it should tell, where there is one meter to tell of. */
function titleOf({ devices, source }: Overview): string {
  const meters = devices.flatMap(({ channels }) =>
    channels.filter(({ channel }) => channel === METER_CHANNEL),
  );
  const [meter] = meters.length === 1 ? meters : [];
  const net = meter && netPower(meter);
  const glance = source.connected ? net !== undefined && netText(net) : 'not connected';
  return glance ? `${glance} · LOWI exporter` : 'LOWI exporter';
}

/** The totals that came with the overview, or those of its devices. */
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
