import { escaped } from '../../logging/escaping.ts';

/** Markup that needs no escaping. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template accepts; `undefined` and `false` render nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** Template tag that escapes every value except markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markupOf)));
}

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.markup;
  return typeof part === 'object' ? part.map(markupOf).join('') : escapeText(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, and those that reverse or hide text. Joiners stay: names contain emoji. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u206f\ufeff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Escapes text for elements and quoted attributes, and makes invisible characters visible. */
function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(INVISIBLE, visible);
}

function visible(character: string): string {
  return SHORT[character] ?? escaped(character);
}

const SUN =
  '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/>';

/** Paths on a grid of 24 × 24, drawn with round strokes. */
const ICONS = {
  bolt: '<path d="M13 2 5 13.5h5.5L10 22l9-12.5h-6z"/>',
  grid: '<path d="M12 2 7 22M12 2l5 20M4 8h16M6 13h12M9.2 13l6.3 9M14.8 13l-6.3 9M4 8v2M20 8v2"/>',
  home: '<path d="M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-6h4v6"/>',
  production: SUN,
  consumption: '<path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4"/>',
  storage: '<rect x="3" y="7" width="15" height="10" rx="2"/><path d="M21 11v2M7 10v4M11 10v4"/>',
  vehicle: '<path d="M4 16v-4l2-5h12l2 5v4zM4 12h16M6 16v2M18 16v2M7.5 14h.01M16.5 14h.01"/>',
  other: '<path d="M3 12h4l3-7 4 14 3-7h4"/>',
  day: SUN,
  night: '<path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z"/>',
  fresh: '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5"/>',
  stale: '<path d="M12 3.5 2.5 20h19zM12 10v4.5M12 17.3v.1"/>',
} as const;

export type IconName = keyof typeof ICONS;

/** All icons, defined once per page. */
export const ICON_SHEET = new Html(
  `<svg class="sheet" aria-hidden="true">${Object.entries(ICONS)
    .map(([name, paths]) => `<symbol id="icon-${name}" viewBox="0 0 24 24">${paths}</symbol>`)
    .join('')}</svg>`,
);

/** An icon; hidden from screen readers, since the text next to it says the same. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
}

/** The favicon, as a data URL. */
export const FAVICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#f0a020" stroke="#b4630a">${ICONS.bolt}</svg>`,
)}`;
