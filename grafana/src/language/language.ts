import { HOME } from './home.ts';
import { KITCHEN } from './kitchen.ts';
import { MONTHS } from './months.ts';
import { SHARED } from './shared.ts';

export const LANGUAGES = ['en', 'nl', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Dutch and French by the English text. A text without a row here, or a row without one of them, is a type error. */
const TEXTS = { ...SHARED, ...HOME, ...KITCHEN, ...MONTHS };

/** An English text that a translated dashboard may use. */
type Text = keyof typeof TEXTS;

/** Gives a text in the dashboard's language. */
export type Translate = (text: Text) => string;

const COLUMNS = { nl: 0, fr: 1 } as const;

/** The translation into one language. */
export function translator(language: Language): Translate {
  return language === 'en' ? (text) => text : (text) => TEXTS[text][COLUMNS[language]];
}
