import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topicFilterError, topicMatcher } from '../../src/mqtt/topic-filter.ts';
import { fc } from '../properties.ts';

/** MQTT 3.1.1, section 4.7.1. */
function levelsMatch([filter, ...filters]: string[], [topic, ...topics]: string[]): boolean {
  if (filter === '#') return true;
  if (filter === undefined || topic === undefined) return filter === topic;
  return (filter === '+' || filter === topic) && levelsMatch(filters, topics);
}

/** MQTT 3.1.1, section 4.7.2: a leading wildcard does not match topics that begin with $. */
function matchesAsSpecified(filter: string[], topic: string[]): boolean {
  const hidden = topic[0]?.startsWith('$') && /^[+#]$/.test(filter[0] ?? '');
  return !hidden && levelsMatch(filter, topic);
}

const CASES: [filter: string, topic: string, matches: boolean][] = [
  ['+/PUB/+', '3494546c709b/PUB/CH0', true],
  ['+/PUB/+', 'site7/3494546c709b/PUB/CH0', false],
  ['+/PUB/+', 'a/pub/CH0', false],
  ['a/#', 'a', true],
  ['a/#', 'a/b/c', true],
  ['a/#', 'ab', false],
  ['#', 'a/b', true],
  ['#', '$SYS/broker', false],
  ['+/broker', '$SYS/broker', false],
  ['$SYS/#', '$SYS/broker', true],
  ['+', '', true],
  ['+/+', '/', true],
  ['a.c', 'abc', false],
  ['a+b', 'aab', false],
  ['a\nb/+', 'a\nb/c', true],
  ['#', 'a\nb', true],
  ['a/+', 'a/b\n', true],
  ['a', 'a\n', false],
  ['$share/group/+/PUB/+', 'x/PUB/CH0', true],
  ['$share/group/#', '$SYS/x', false],
];

for (const [filter, topic, matches] of CASES) {
  test(`${JSON.stringify(filter)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(topic)}`, () => {
    assert.equal(topicMatcher([filter])(topic), matches);
  });
}

test('without filters, nothing matches', () => assert.equal(topicMatcher([])('a'), false));

test('matches as MQTT specifies', () => {
  const name = fc.constantFrom('a', 'b', '', 'PUB', '$a', '.', '(', '*');
  const levels = fc.array(name, { minLength: 1, maxLength: 4 });
  const wild = fc.array(fc.oneof(name, fc.constant('+')), { minLength: 1, maxLength: 4 });
  const filters = fc.tuple(wild, fc.boolean()).map(([start, tail]) => (tail ? [...start, '#'] : start));
  fc.assert(
    fc.property(filters, levels, (filter, topic) => {
      assert.equal(topicMatcher([filter.join('/')])(topic.join('/')), matchesAsSpecified(filter, topic));
    }),
    { numRuns: 3000 },
  );
});

for (const filter of ['+/PUB/+', '#', 'a/#', '/', 'a//b', '+', '$share/g/#', '$SYS/#', '$shared/x', 'é/+']) {
  test(`${filter} is valid`, () => assert.equal(topicFilterError(filter), undefined));
}

const INVALID = [
  '',
  'a+',
  '+a/b',
  'a/#/b',
  'a#',
  '##',
  '$share',
  '$share/g',
  '$share//a',
  '$share/g/',
  '$share/+/a',
];
for (const filter of [...INVALID, 'a\0b', '\ud800', 'x'.repeat(65_536), 'é'.repeat(40_000)]) {
  test(`${JSON.stringify(filter.slice(0, 20))} is invalid`, () =>
    assert.match(topicFilterError(filter) ?? '', /\w/));
}
