import assert from 'node:assert/strict';
import { Reader } from '../../src/http/page/reader.ts';
import type { RequestContext } from '../../src/http/page/request.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import type { ChannelView, Overview } from '../../src/http/view/overview.ts';
import { NOW, overview } from './example-views.ts';

/** A request from the local network. */
export const REQUEST: RequestContext = { host: 'localhost', addresses: ['192.168.1.20'] };

/** Reads English at the moment of the examples. */
export const READER = new Reader('en', NOW, 'Europe/Brussels');

/** The <main> of the status page. */
export function main(changes: Partial<Overview>, context: RequestContext = REQUEST): string {
  const page = renderStatusPage(overview(changes), context).html;
  return page.slice(page.indexOf('<main'), page.indexOf('</main>'));
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** What a person reads: no tags, no entities, plain spaces. */
export function textOf(markup: string): string {
  return markup
    .replace(/<[^>]+>/g, '')
    .replace(/&(#?\w+);/g, (_, name: string) => ENTITIES[name] ?? '?')
    .replace(/[\s\u202f]+/g, ' ')
    .trim();
}

/** The text of <main>. */
export function mainText(changes: Partial<Overview>, context: RequestContext = REQUEST): string {
  return textOf(main(changes, context));
}

/** The text of <main> with one channel. */
export function channelText(view: ChannelView): string {
  return mainText({ devices: [{ ident: 'a', channels: [view] }] });
}

/** Fails naming the first part that the text lacks. */
export function assertIncludes(text: string, ...parts: string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `expected ${JSON.stringify(part)} in: ${text}`);
}

export function assertExcludes(text: string, ...parts: string[]): void {
  for (const part of parts) assert.ok(!text.includes(part), `unexpected ${JSON.stringify(part)} in: ${text}`);
}
