// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A line with nothing in it that a terminal would obey, or a reader take for the end of the line. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, escaped);
}

/** A character as JSON would write it, since that is where it mostly comes from: `\u001b`. */
export function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
