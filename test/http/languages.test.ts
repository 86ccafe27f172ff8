import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { RequestContext } from '../../src/http/page/request.ts';
import { renderStatusPage } from '../../src/http/page/status-page.ts';
import { LANGUAGES, TEXTS, type Text, translated } from '../../src/http/page/texts/texts.ts';
import type { Overview } from '../../src/http/view/overview.ts';
import { EXPECTED, house, manyDevices, NOW, overview } from './example-views.ts';
import { assertExcludes, assertIncludes, REQUEST, textOf } from './rendered.ts';
import { TestServer } from './test-server.ts';

const ALL = Object.keys(TEXTS) as Text[];
const marksOf = (text: string) => [...text.matchAll(/\{\d\}|[*`]/g)].map(([mark]) => mark).sort();

test('each translation has the values, the bold words and the code of its English text', () => {
  for (const text of ALL)
    for (const language of ['nl', 'fr'] as const)
      assert.deepEqual(new Set(marksOf(translated(text, language))), new Set(marksOf(text)), text);
});

test('the page uses every text', () => {
  const sources = ['src/http/page', 'src/mqtt/broker'] // the broker says why it denies a client
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  assert.deepEqual(
    ALL.filter((text) => !sources.includes(`'${text}'`)),
    [],
  );
});

const { messages, source } = overview();
const PAGES: Partial<Overview>[] = [
  { devices: house(), expected: EXPECTED, examplePrices: true },
  { devices: manyDevices(300), expected: EXPECTED },
  { source: { ...source, address: 'mqtt://127.0.0.1:1883' } },
  { messages: { ...messages, received: 3, rejected: { ...messages.rejected, topic: 3 } } },
  { rejections: [{ at: NOW, topic: 'x', reason: 'decrease', field: 'CIH', excerpt: '' }] },
];
const textIn = (lang: RequestContext['lang'], changes: Partial<Overview>) =>
  textOf(
    renderStatusPage(overview(changes), { ...REQUEST, lang }).html.replace(
      /<(style|script)[\s\S]*?<\/\1>/g,
      '',
    ),
  );

for (const language of ['nl', 'fr'] as const) {
  test(`no English sentence is left on the page in ${language}`, () => {
    const sentences = ALL.filter((text) => text.length > 12 && !/[{*`]/.test(text));
    for (const changes of PAGES) {
      const page = textIn(language, changes);
      for (const text of sentences) if (translated(text, language) !== text) assertExcludes(page, text);
    }
  });
}

test('uses the words of Belgian bills', () => {
  const devices = house();
  assertIncludes(
    textIn('nl', { devices }),
    'Afname15.322,418 kWh',
    'dagtarief',
    'nachttarief',
    'Maandpiek',
    'Injectie',
  );
  assertIncludes(
    textIn('fr', { devices }),
    ...['Prélèvement15 322,418 kWh', 'heures pleines', 'heures creuses', 'Pointe mensuelle', 'Injection'],
  );
});

test('?lang= beats Accept-Language, which beats English; links keep ?lang', async () => {
  const server = new TestServer();
  await server.start();
  try {
    server.overview = overview({ devices: manyDevices(30) });
    const get = async (query: string, accept?: string) => {
      const headers = accept === undefined ? {} : { 'accept-language': accept };
      const response = await fetch(`${server.url}${query}`, { headers });
      assert.match(response.headers.get('vary') ?? '', /Accept-Language/);
      const page = await response.text();
      return { language: /<html lang="(\w+)"/.exec(page)?.[1], page };
    };
    const languages = [
      await get('', 'nl-BE,nl;q=0.9,en;q=0.5'),
      await get('', 'de-BE,fr;q=0.8'),
      await get('', 'fr-FR,en'),
      await get('', 'FR-be,fr;q=0.5,en;q=0.7'),
      await get('', 'de'),
      await get('', '*'),
      await get('?lang=fr', 'nl'),
      await get('?lang=de', 'nl'),
      await get('?lang=fr&lang=nl'),
    ];
    assert.deepEqual(
      languages.map(({ language }) => language),
      ['nl', 'fr', 'fr', 'fr', 'en', 'en', 'fr', 'nl', 'en'],
    );
    const chosen = (await get('?lang=nl')).page;
    assertIncludes(
      chosen,
      'href="/?ident=lowi00000&amp;lang=nl"',
      '<input type="hidden" name="lang" value="nl">',
    );
    assertIncludes((await get('?ident=lowi00000&lang=nl')).page, 'href="/?lang=nl"');
    assertExcludes((await get('', 'nl')).page, 'name="lang"');
    for (const lang of LANGUAGES)
      assertIncludes((await get('?ident=a')).page, `href="/?ident=a&amp;lang=${lang}"`);
  } finally {
    await server.stop();
  }
});
