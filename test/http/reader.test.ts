import assert from 'node:assert/strict';
import test from 'node:test';
import { Reader } from '../../src/http/page/reader.ts';
import type { Language } from '../../src/http/page/texts/texts.ts';
import { NOW } from './example-views.ts';
import { textOf } from './rendered.ts';

const reader = (language: Language) => new Reader(language, NOW, 'Europe/Brussels');

test('groups digits and rounds numbers in the form of each language', () => {
  const cases: [number, number | undefined, en: string, nl: string, fr: string][] = [
    [1198, undefined, '1198', '1198', '1198'],
    [12_345, undefined, '12,345', '12.345', '12\u202f345'],
    [1_234_567.8, 3, '1,234,567.800', '1.234.567,800', '1\u202f234\u202f567,800'],
    [-67, undefined, '\u221267', '\u221267', '\u221267'],
    [0.1 + 0.2, undefined, '0.3', '0,3', '0,3'],
    [-0.0001, undefined, '0', '0', '0'],
    [-0.0001, 3, '0.000', '0,000', '0,000'],
  ];
  for (const [value, decimals, en, nl, fr] of cases) {
    assert.deepEqual(
      (['en', 'nl', 'fr'] as const).map((language) => reader(language).number(value, decimals)),
      [en, nl, fr],
    );
  }
});

test('writes euros, times and dates in the form of each language', () => {
  const written = (['en', 'nl', 'fr'] as const).map((language) => {
    const { time } = reader(language);
    const texts = [reader(language).euros(-1234.5).markup, time.exact(NOW - 86_400).markup];
    return texts.map((markup) => textOf(markup).replaceAll('\u00a0', ' '));
  });
  assert.deepEqual(written, [
    ['−€1234.50', '04/01/2026 14:02:11'],
    ['€ −1234,50', '04/01/2026 14:02:11'],
    ['−1234,50 €', '04/01/2026 14:02:11'],
  ]);
});

test('formats ages and publish intervals', () => {
  const ages = [0, 4.9, 119, 120, 7199, 7200, 172_800, Number.POSITIVE_INFINITY];
  assert.deepEqual(
    ages.map((seconds) => reader('en').age(seconds)),
    ['0 s ago', '4 s ago', '119 s ago', '2 min ago', '119 min ago', '2 h ago', '2 days ago', 'never'],
  );
  assert.deepEqual(
    [9.98, 60, 300, null].map((seconds) => reader('en').publishInterval(seconds)),
    ['every 10 s', 'every 60 s', 'every 5 min', 'publish interval unknown'],
  );
  assert.equal(reader('nl').age(172_800), '2 dagen geleden');
  assert.equal(reader('fr').age(7200), 'il y a 2 h');
});

test('uses the singular as each language does', () => {
  const counts = (language: Language) =>
    [0, 1, 2].map((count) => reader(language).count(count, '{0} channel', '{0} channels'));
  assert.deepEqual(counts('en'), ['0 channels', '1 channel', '2 channels']);
  assert.deepEqual(counts('nl'), ['0 kanalen', '1 kanaal', '2 kanalen']);
  assert.deepEqual(counts('fr'), ['0 canal', '1 canal', '2 canaux']);
});
