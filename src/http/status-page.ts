import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Turns } from '../metrics/turns.ts';
import type { Choice, Overview } from './overview.ts';
import { connectionSection } from './page/connection.ts';
import { areMany, devicesSection } from './page/devices.ts';
import { expectedSection } from './page/expected.ts';
import { Html, html } from './page/html.ts';
import { FAVICON, ICON_SHEET, icon } from './page/icons.ts';
import { refusalSection } from './page/refusals.ts';
import { SCRIPT } from './page/script.ts';
import { STYLE } from './page/style.ts';
import { titleOf } from './page/title.ts';
import { totalsOf } from './page/totals.ts';
import { turnedAwaySection } from './page/turned-away.ts';
import { unmatchedSection } from './page/unmatched.ts';
import { choiceOf, type Visit, visitOf } from './page/visit.ts';

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
export function serveStatusPage(overview: (choice: Choice) => Overview | Promise<Overview>): RequestHandler {
  const turns = new Turns();
  const underWay = new Map<string, Promise<StatusPage>>();
  const render = async (visit: Visit) => {
    const shown = await overview(choiceOf(visit));
    await turns.next();
    return renderStatusPage(shown, visit);
  };
  return async (request, response) => {
    const visit = visitOf(request);
    const key = JSON.stringify(visit);
    const page = underWay.get(key) ?? render(visit).finally(() => underWay.delete(key));
    underWay.set(key, page);
    const { html, policy } = await page;
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' }).type('html').send(html);
  };
}

/** The status page for people: complete without its script, which only keeps it current. */
export function renderStatusPage(overview: Overview, visit: Visit): StatusPage {
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
${devicesSection(overview, totals, visit)}
${expectedSection(overview, areMany(totals), visit)}
${refusalSection(overview)}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return { html: page.markup, policy: POLICY };
}
