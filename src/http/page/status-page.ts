import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';
import { METER_CHANNEL } from '../../lowi/topic.ts';
import { Turns } from '../../metrics/rendering-turns.ts';
import type { DeviceQuery, Overview, Totals } from '../view/overview.ts';
import { valueIn } from './channel.ts';
import { connectionSection } from './connection.ts';
import { devicesSection, needsTable } from './devices.ts';
import { expectedSection } from './expected.ts';
import { FAVICON, Html, html, ICON_SHEET, icon } from './html.ts';
import { netPower, netText } from './meter.ts';
import { Reader } from './reader.ts';
import { deniedClientsSection, rejectionsSection, unmatchedSection } from './rejections.ts';
import { deviceQueryOf, languageOf, pageUrl, type RequestContext, requestContextOf } from './request.ts';
import { LANGUAGES } from './texts/texts.ts';
import { verdict } from './verdict.ts';

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
    const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' };
    response.set(headers).vary('Accept-Language').type('html').send(html);
  };
}

/** Renders the status page. It is complete without its script, which only keeps it current. */
export function renderStatusPage(overview: Overview, context: RequestContext): StatusPage {
  const totals = totalsOf(overview);
  const language = languageOf(context);
  const reader = new Reader(language, overview.now, overview.timezone);
  const isTable = needsTable(totals);
  const build = createHash('sha256').update(POLICY).update(overview.version).update(language);
  const page = html`<!doctype html>
<html lang="${language}" data-build="${build.digest('hex').slice(0, 12)}">
<head>
<meta charset="utf-8">
<title>${titleOf(overview, reader)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<link rel="icon" href="${FAVICON}">
<style>${new Html(STYLE)}</style>
</head>
<body>
${ICON_SHEET}
${header(overview, context, reader)}
<p id="notice" role="alert" data-text="${reader.text('Exporter not responding since {0}. The values below are from that time.', '{0}')}" hidden></p>
<main data-timezone="${overview.timezone}" data-refresh="${isTable ? 10_000 : 2000}">
${verdict(overview, totals, reader)}
${connectionSection(overview, totals, reader)}
${deniedClientsSection(overview, reader)}
${unmatchedSection(overview, reader)}
${devicesSection(overview, totals, context, reader)}
${expectedSection(overview, isTable, context, reader)}
${rejectionsSection(overview, reader)}
</main>
<script type="module">${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return { html: page.markup, policy: POLICY };
}

function header({ version, shard }: Overview, context: RequestContext, reader: Reader): Html {
  const part = shard && `, ${reader.text('shard {0} of {1}', shard.index, shard.count)}`;
  const switches = LANGUAGES.map((lang) => {
    const current = lang === reader.language && html` aria-current="true"`;
    const url = pageUrl({ lang }, context.ident);
    return html`<a href="${url}" lang="${lang}" hreflang="${lang}"${current}>${lang}</a> `;
  });
  return html`<header class="top">
<h1>${icon('bolt')}LOWI exporter <small>${version}${part}</small></h1>
<nav aria-label="${reader.text('Exporter')}"><a href="/metrics">${reader.text('Metrics')}</a> <a href="/api/v1/channels">${reader.text('Channels (JSON)')}</a> <a href="/-/ready">${reader.text('Ready')}</a></nav>
<nav class="languages" aria-label="${reader.text('Language')}">${switches}</nav>
</header>`;
}

/** The tab's title, with the net power if there is exactly one meter. */
function titleOf({ devices, source }: Overview, reader: Reader): string {
  const meters = devices.flatMap(({ channels }) =>
    channels.filter(({ channel }) => channel === METER_CHANNEL),
  );
  const [meter] = meters.length === 1 ? meters : [];
  const net = meter && netPower(meter);
  const state = source.connected ? net !== undefined && netText(net, reader) : reader.text('not connected');
  return state ? `${state} · LOWI exporter` : 'LOWI exporter';
}

/** The overview's totals, or those of its devices if it has none. */
function totalsOf({ totals, devices }: Overview): Totals {
  if (totals) return totals;
  const channels = devices.flatMap((device) => device.channels);
  const isStale = ({ fresh }: { fresh: boolean }) => !fresh;
  const meters = channels.filter(({ channel, fresh }) => fresh && channel === METER_CHANNEL);
  const sum = (field: string) => meters.reduce((watts, meter) => watts + (valueIn(meter, field) ?? 0), 0);
  return {
    devices: devices.length,
    troubled: devices.filter((device) => device.channels.some(isStale)).length,
    channels: channels.length,
    stale: channels.filter(isStale).length,
    meters: meters.length,
    importWatts: sum('PI'),
    exportWatts: sum('PE'),
  };
}
