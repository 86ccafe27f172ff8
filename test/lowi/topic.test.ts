import assert from 'node:assert/strict';
import test from 'node:test';
import { parseTopic } from '../../src/lowi/topic.ts';
import { fc } from '../properties.ts';

const READINGS: [string, string, string][] = [
  ['3494546c709b/PUB/CH0', '3494546c709b', 'CH0'],
  ['pvpanelendak/PUB/CH14', 'pvpanelendak', 'CH14'],
  ['site7/3494546c709b/PUB/CH0', '3494546c709b', 'CH0'],
  ['a/b/c d/PUB/CH63', 'c d', 'CH63'],
  ['PUB/PUB/CH1', 'PUB', 'CH1'],
  ['/x/PUB/CH1', 'x', 'CH1'],
  [`${'x/'.repeat(251)}ab/PUB/CH1`, 'ab', 'CH1'],
  [`${'x'.repeat(128)}/PUB/CH1`, 'x'.repeat(128), 'CH1'],
];

const OTHERS = [
  '',
  'PUB/CH0',
  '/PUB/CH0',
  'a//PUB/CH0',
  'a/PUB/CH',
  'a/PUB/CH0/',
  'a/PUB/ch0',
  'a/PUB/CHx',
  'a/PUB/xCH1',
  'a/PUB/CH1x',
  'a/PUB/CH1234567890',
  `${'x/'.repeat(252)}a/PUB/CH1`,
  'a/PUB/CH-1',
  'a/PUB/STATUS',
  'a/SET/REL/CH1',
  'a/pub/CH0',
  'aPUB/CH0',
  `${'x'.repeat(129)}/PUB/CH1`,
  'a\u0007b/PUB/CH0',
];

for (const [topic, ident, channel] of READINGS) {
  test(`accepts the topic ${topic.slice(0, 40)}`, () =>
    assert.deepEqual(parseTopic(topic), { ident, channel }));
}
for (const topic of OTHERS) {
  test(`rejects the topic ${JSON.stringify(topic.slice(0, 40))}`, () =>
    assert.equal(parseTopic(topic), undefined));
}

test('a prefix does not change the address', () => {
  const level = fc.stringMatching(/^[a-z0-9 äß$+#]{1,20}$/);
  fc.assert(
    fc.property(fc.array(level), level, fc.nat(64), (prefix, ident, number) => {
      const topic = [...prefix, ident, 'PUB', `CH${number}`].join('/');
      assert.deepEqual(parseTopic(topic), { ident, channel: `CH${number}` });
    }),
  );
});
