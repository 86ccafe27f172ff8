import { CHANNEL_TEXTS } from './channel-texts.ts';
import { CONNECTION_TEXTS } from './connection-texts.ts';
import { METER_TEXTS } from './meter-texts.ts';
import { PAGE_TEXTS } from './page-texts.ts';
import { REJECTION_TEXTS } from './rejection-texts.ts';

export const LANGUAGES = ['en', 'nl', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export const TEXTS = {
  ...PAGE_TEXTS,
  ...CONNECTION_TEXTS,
  ...CHANNEL_TEXTS,
  ...METER_TEXTS,
  ...REJECTION_TEXTS,
} as const;

/** A text of the page in English, which has a translation to each language. */
export type Text = keyof typeof TEXTS;

/** Whether a text has translations. */
export function isText(text: string): text is Text {
  return Object.hasOwn(TEXTS, text);
}

/** The text in a language. */
export function translated(text: Text, language: Language): string {
  return language === 'en' ? text : TEXTS[text][language === 'nl' ? 0 : 1];
}
