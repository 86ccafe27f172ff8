/** Texts by their English form. `{0}` is a value, `*…*` is bold and `…` in backticks is code. */
export type Translations = Readonly<Record<string, readonly [nl: string, fr: string]>>;
