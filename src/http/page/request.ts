import { networkInterfaces } from 'node:os';
import type { Request } from 'express';
import type { DeviceQuery } from '../view/overview.ts';
import { LANGUAGES, type Language } from './texts/texts.ts';

/** Rows of the table of devices. */
export const MAX_ROWS = 50;

/** What one request for the status page asks for, and how it reached this machine. */
export interface RequestContext {
  /** Host in the browser's address, without the port. */
  host: string;
  /** The only device to show: `/?ident=…`. */
  ident?: string | undefined;
  /** IPv4 addresses of this machine, for the advice on pointing a LOWI here. */
  addresses?: readonly string[];
  /** The language that the reader chose on the page: `/?lang=…`. */
  lang?: Language | undefined;
  /** The language that the browser prefers. */
  accepted?: Language | undefined;
}

export function requestContextOf(
  request: Pick<Request, 'hostname' | 'query' | 'acceptsLanguages'>,
): RequestContext {
  const { ident, lang } = request.query;
  return {
    host: request.hostname,
    ident: typeof ident === 'string' && ident !== '' ? ident : undefined,
    addresses: lanAddresses(),
    lang: LANGUAGES.find((one) => one === lang),
    accepted: request.acceptsLanguages().map(languageIn).find(Boolean),
  };
}

/** The page's language for a browser's: Dutch for `nl-BE`. */
function languageIn(tag: string): Language | undefined {
  const language = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((one) => one === language);
}

/** English for a reader whose languages the page does not have. */
export function languageOf({ lang, accepted = 'en' }: RequestContext): Language {
  return lang ?? accepted;
}

/** The page with one device, or with all, in the language that the reader chose. */
export function pageUrl({ lang }: Pick<RequestContext, 'lang'>, ident?: string): string {
  const query = [
    ...(ident === undefined ? [] : [`ident=${encodeURIComponent(ident)}`]),
    ...(lang === undefined ? [] : [`lang=${lang}`]),
  ];
  return query.length === 0 ? '/' : `/?${query.join('&')}`;
}

/** The devices that the page can show for a request. */
export function deviceQueryOf({ ident }: RequestContext): DeviceQuery {
  return { ident, atMost: MAX_ROWS };
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
