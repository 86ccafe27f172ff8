import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLOR } from '../../grafana/src/palette.ts';

/** Backgrounds of Grafana's panels: light and dark. */
const BACKGROUNDS = ['#FFFFFF', '#181B1F'];
const LEAST = 3;

/** Relative luminance as WCAG 2 defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test('black on white has a contrast of 21', () => {
  assert.equal(contrast('#000000', '#FFFFFF'), 21);
});

for (const [name, color] of Object.entries(COLOR)) {
  test(`${name} has a contrast of at least ${LEAST}:1 on light and dark panels`, () => {
    for (const background of BACKGROUNDS) assert.ok(contrast(color, background) >= LEAST, background);
  });
}
