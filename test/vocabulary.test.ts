import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

/** Words that the project does not use, and the term it uses for the same thing. */
const BANNED: [word: RegExp, use: string][] = [
  [/\brefus(e|es|ed|al|als|ing)\b/i, 'reject (a message), deny (a client)'],
  [/\bturn(s|ed|ing)? ?away\b/i, 'deny'],
  [/\boffen(d(er|ers|ing)?|[cs]es?)\b/i, 'denied client, protocol violation'],
  [/\bstrangers?\b/i, 'unauthenticated client'],
  [/\blet(s|ting)? go\b/i, 'close, deny'],
  [/\bheld back\b|\bdoubt(s|ed|ful)?\b|\bmisfits?\b/i, 'withhold, anomaly'],
  [/\bbeliev(e|es|ed)\b/i, 'accept, confirm'],
  [/\bcadences?\b|\brhythms?\b/i, 'publish interval'],
  [/\bfall(s|en|ing)? silent\b|\bfell silent\b/i, 'stop publishing, stale'],
  [/\bforgotten\b/i, 'evicted'],
  [/\bsteady\b/i, 'monotonic'],
  [/\bfaults?\b/i, 'error'],
  [/\bLEAVES\b|\btwin(s|ned)?\b/, 'setting'],
  [/\bspoil(s|ed|ing)?\b/i, 'invalidate'],
  [/\b(loan|lend|borrow)(s|ed|ing)?\b|\blent\b/i, 'lease, reference count'],
  [/\bgulps?\b|\bhand(s|ed|ing)? on\b/i, 'batch, flush'],
  [/\bgo(es|ing)? on\b|\bmsg=ending\b|'ending'/i, 'continue, shut down'],
  [/\bfor ever\b/i, 'retry'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bstand-?ins?\b|\bwitness(es)?\b/i, 'fake, stub, reference model'],
  [/\b(is|are|be|was|were|been) told\b|\btells? nobody\b/i, 'an active sentence'],
  [/\bbeside (it|them) stands?\b|\bin the midst of\b/i, 'a plain sentence'],
  [/\b(Roster|Tally|goesOn|SURPRISE|Verdict|keepHouse)\b/, 'the new name'],
  [/\b(behaviou|colou|honou|neighbou|favou)r/i, 'American spelling'],
  [/\b(recogni|organi|initiali|seriali|normali|summari)s(e|es|ed|ing|ation)\b/i, 'American spelling'],
];

/** Quotations and public names that keep such a word, with the reason. */
const ALLOWED: [text: RegExp, reason: string][] = [
  [/`fault=?`|`turnedAway`|`offence`/g, 'old names in logs and JSON'],
  [/connection refused/gi, 'what operating systems and MQTT libraries say'],
  [/`cadence\.rules\.yml`/g, 'the old name of a file'],
];

const under = (folder: string, endings: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.test(name))
    .map((name) => `${folder}/${name}`);

/** The changelog up to its first release: older entries are history. */
function textOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  return file === 'CHANGELOG.md'
    ? text
        .split(/^(?=## )/m)
        .slice(0, 2)
        .join('')
    : text;
}

const FILES = [
  'README.md',
  'CHANGELOG.md',
  ...under('src', /\.(ts|js|css)$/),
  ...under('docs', /\.(md|ts)$/),
  ...under('alerts', /\.(yml|tmpl)$/),
  ...under('grafana/src', /\.ts$/),
  ...['bench', 'packaging', 'test'].flatMap((folder) =>
    under(folder, /\.(ts|sh)$/).filter((file) => file !== 'test/vocabulary.test.ts'),
  ),
];

for (const [word, use] of BANNED) {
  test(`no file says ${word.source}: use "${use}"`, () => {
    const found = FILES.flatMap((file) =>
      textOf(file)
        .split('\n')
        .map((line, index) => ({ line, place: `${file}:${index + 1}` }))
        .filter(({ line }) => word.test(ALLOWED.reduce((rest, [text]) => rest.replace(text, ''), line)))
        .map(({ line, place }) => `${place}: ${line.trim()}`),
    );
    assert.deepEqual(found, []);
  });
}
