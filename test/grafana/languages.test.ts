import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOME } from '../../grafana/src/language/home.ts';
import { KITCHEN } from '../../grafana/src/language/kitchen.ts';
import { MONTHS } from '../../grafana/src/language/months.ts';
import { SHARED } from '../../grafana/src/language/shared.ts';
import { type Dashboard, dashboards, panelsOf, TRANSLATED, translated } from './dashboards.ts';

const TEXTS: [english: string, texts: readonly [nl: string, fr: string]][] = [
  SHARED,
  HOME,
  KITCHEN,
  MONTHS,
].flatMap((texts) => Object.entries(texts));
const english = new Map<string, Dashboard>(dashboards());

/** The dashboard with every text replaced that a person reads, so that only what Grafana computes with is left. */
const skeleton = (dashboard: Dashboard) =>
  panelsOf(dashboard).map(({ type, gridPos, targets = [], timeFrom, timeShift, interval, fieldConfig }) => ({
    ...{ type, gridPos, timeFrom, timeShift, interval, unit: fieldConfig?.defaults.unit },
    targets: targets.map(({ expr, refId, instant }) => ({ expr, refId, instant })),
  }));

/** Every string of a value that is no query. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'expr' || key === 'query' ? [] : strings(item),
  );
}

for (const [column, language] of TRANSLATED.entries()) {
  const boards = translated(language);

  test(`${language}: the same boards in a folder of their own`, () => {
    assert.deepEqual(
      boards.map(([file]) => file),
      ['home-energy', 'kitchen', 'months'].map((name) => `${language}/${name}.json`),
    );
  });

  for (const [file, board] of boards) {
    const original = english.get(file.slice(language.length + 1)) as Dashboard;

    test(`${file}: queries, sizes and units equal the English ones`, () => {
      assert.deepEqual(skeleton(board), skeleton(original));
      assert.equal(board.uid, `${original.uid}-${language}`);
      assert.deepEqual(board.tags, [`lowi-${language}`]);
    });

    test(`${file}: every override names a field of its panel`, () => {
      for (const panel of panelsOf(board)) {
        const fields = new Set(strings([panel.targets, panel['transformations' as keyof typeof panel]]));
        const { overrides } = panel.fieldConfig as unknown as {
          overrides: { matcher: { options: string } }[];
        };
        for (const { matcher } of overrides)
          assert.ok(fields.has(matcher.options), `${panel.title}: ${matcher.options}`);
      }
    });

    test(`${file}: leaves no English text where there is another word for it`, () => {
      const spoken = new Set(strings(board));
      const texts = new Set(TEXTS.map(([, texts]) => texts[column]));
      for (const [text] of TEXTS) if (!texts.has(text)) assert.ok(!spoken.has(text), text);
    });
  }

  test(`${language}: every text is used`, () => {
    const spoken = boards.flatMap(([, board]) => strings(board)).join('\n');
    for (const [text, texts] of TEXTS) assert.ok(spoken.includes(texts[column] ?? ''), text);
  });
}
