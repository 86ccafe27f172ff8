import { DAY_SECONDS, HOUR_SECONDS } from '../../clock.ts';
import { Html, html, type Part } from './html.ts';
import { PageTime } from './page-time.ts';
import { isText, type Language, type Text, translated } from './texts/texts.ts';

/** Of Belgium: the page's numbers and dates follow it. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', nl: 'nl-BE', fr: 'fr-BE' };

const MINUS = '\u2212';

const SPANS = [
  { seconds: DAY_SECONDS, text: '{0} days' },
  { seconds: HOUR_SECONDS, text: '{0} h' },
  { seconds: 60, text: '{0} min' },
] as const satisfies { seconds: number; text: Text }[];

/** Formats of a language, by kind and decimals: creating one costs more than using it a hundred times. */
const FORMATS = new Map<string, Intl.NumberFormat>();

/** Writes texts, numbers and times as one reader of the page expects them. */
export class Reader {
  readonly language: Language;
  readonly time: PageTime;
  readonly #locale: string;

  constructor(language: Language, unix: number, timezone: string) {
    this.language = language;
    this.#locale = LOCALES[language];
    this.time = new PageTime(unix, timezone, this.#locale);
  }

  /** A text with its values filled in. */
  text(text: Text, ...values: readonly (string | number)[]): string {
    return translated(text, this.language).replace(/\{(\d)\}/g, (_, index: string) =>
      String(values[Number(index)] ?? ''),
    );
  }

  /** A text from elsewhere in the program, in English where it has no translation. */
  foreign(text: string): string {
    return isText(text) ? this.text(text) : text;
  }

  /** A text as markup: `*…*` is bold, backticks are code, and values may be markup. */
  html(text: Text, ...parts: readonly Part[]): Html {
    return markup(translated(text, this.language), parts);
  }

  /** A text with a number, in singular or plural. */
  count(count: number, one: Text, many: Text): string {
    return this.text(this.isOne(count) ? one : many, this.number(count));
  }

  /** Whether the language uses the singular for a number. */
  isOne(count: number): boolean {
    return this.language === 'fr' ? Math.abs(count) < 2 : count === 1;
  }

  /** A number with at most three decimals, or exactly `decimals`. */
  number(value: number, decimals?: number): string {
    const [fewest, most] = decimals === undefined ? [0, 3] : [decimals, decimals];
    return signed(this.#format(fewest, most).format(value));
  }

  /** A number with its unit, and the plain number as an attribute for machines. */
  amount(value: number, unit: string, decimals?: number): Html {
    const plain = decimals === undefined ? value : value.toFixed(decimals);
    return html`<data value="${plain}">${this.number(value, decimals)}</data>&nbsp;<span class="unit">${unit}</span>`;
  }

  /** `2.1 kW`, or whole watts below 100 W. */
  power(watts: number): string {
    return Math.abs(watts) < 99.5
      ? `${this.number(Math.round(watts))} W`
      : `${this.number(watts / 1000, 1)} kW`;
  }

  /** Euros to the cent, such as `€12.34`. */
  eurosText(value: number, decimals = 2): string {
    return signed(this.#format(decimals, decimals, 'EUR').format(value));
  }

  /** The same with the plain number as an attribute for machines. */
  euros(value: number, decimals = 2): Html {
    return html`<data value="${value.toFixed(decimals)}">${this.eurosText(value, decimals)}</data>`;
  }

  /** `4 s`, `3 min`, `5 h`, `12 days`; a unit is used from two on. */
  span(seconds: number): string {
    if (!Number.isFinite(seconds)) return this.text('never published');
    const span = SPANS.find((one) => seconds >= 2 * one.seconds);
    return span
      ? this.text(span.text, this.number(Math.floor(seconds / span.seconds)))
      : this.text('{0} s', Math.floor(seconds));
  }

  /** How long ago something happened: `4 s ago`. */
  age(seconds: number): string {
    return Number.isFinite(seconds) ? this.text('{0} ago', this.span(seconds)) : this.text('never');
  }

  /** How often a channel publishes. */
  publishInterval(seconds: number | null): string {
    return seconds === null
      ? this.text('publish interval unknown')
      : this.text('every {0}', this.span(Math.round(seconds)));
  }

  #format(fewest: number, most: number, currency?: string): Intl.NumberFormat {
    const key = `${this.#locale} ${fewest} ${most} ${currency}`;
    const known = FORMATS.get(key);
    if (known) return known;
    const format = new Intl.NumberFormat(this.#locale, {
      useGrouping: 'min2',
      minimumFractionDigits: fewest,
      maximumFractionDigits: most,
      signDisplay: 'negative',
      ...(currency && { style: 'currency', currency }),
    } as Intl.NumberFormatOptions);
    FORMATS.set(key, format);
    return format;
  }
}

/** With a minus as wide as a plus. */
function signed(text: string): string {
  return text.replace('-', MINUS);
}

/** Markup of a text: bold and code may contain values, but not each other. */
function markup(text: string, parts: readonly Part[]): Html {
  const pieces = text.split(/(\*[^*]+\*|`[^`]+`)/).map((piece) => {
    if (piece.startsWith('*')) return html`<b>${filled(piece.slice(1, -1), parts)}</b>`;
    if (piece.startsWith('`')) return html`<code>${filled(piece.slice(1, -1), parts)}</code>`;
    return html`${filled(piece, parts)}`;
  });
  return new Html(pieces.map((piece) => piece.markup).join(''));
}

function filled(text: string, parts: readonly Part[]): Part[] {
  return text.split(/\{(\d)\}/).map((piece, index) => (index % 2 === 0 ? piece : parts[Number(piece)]));
}
