// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Escapes control characters, line separators and text direction marks, so that a line cannot manipulate a terminal. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, escaped);
}

/** A character as in JSON: `\u001b`. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
