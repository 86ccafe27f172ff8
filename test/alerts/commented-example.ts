/**
 * A configuration with its commented examples made real: within a block of comment lines, whatever follows a line that is only `#`.
 */
export function withExamples(text: string): string {
  let example = false;
  const lines = text.split('\n').map((line) => {
    if (!line.trim().startsWith('#')) example = false;
    else if (line.trim() === '#') example = true;
    else if (example) return line.replace('# ', '');
    return line;
  });
  return lines.join('\n');
}
