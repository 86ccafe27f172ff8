import assert from 'node:assert/strict';
import test from 'node:test';
import { RESOLUTION_NUMBERS, ResolutionCheck } from '../../src/channels/resolution-check.ts';
import type { Row } from '../../src/channels/row.ts';
import { defaults, Pipeline } from './pipeline.ts';
import { rowOf } from './row-of.ts';

const check = new ResolutionCheck();

/** A channel after publishes of 230 V whose U × I is so many times the power. */
function after(...publishes: { watts?: number; ratio: number }[]): Row {
  const channel = rowOf(RESOLUTION_NUMBERS);
  for (const { watts = 1150, ratio } of publishes) {
    check.take(channel, 230, (ratio * Math.abs(watts)) / 230, watts);
  }
  return channel;
}
/** The hint while this resolution is in force. */
function hint({ numbers, at }: Row, currentResolution: number): string | undefined {
  return check.hint({ numbers, at, ident: 'a' }, { ...defaults(), currentResolution });
}
const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

test('nothing is said before five publishes above 200 W', () => {
  assert.equal(check.suspect(after(...times(4, { ratio: 10 }))), undefined);
  assert.equal(check.suspect(after(...times(50, { ratio: 10, watts: 200 }))), undefined);
  assert.equal(check.suspect(after(...times(5, { ratio: 1 }))), false);
});

test('milliampere taken for hundredths: set 0.001, and the reverse', () => {
  const tooLarge = after(...times(5, { ratio: 10 }));
  assert.equal(check.suspect(tooLarge), true);
  assert.match(hint(tooLarge, 0.01) ?? '', /set lowi.currentResolution to 0.001 \(now 0.01\)/);
  const tooSmall = after(...times(5, { ratio: 0.1 }));
  assert.equal(check.suspect(tooSmall), true);
  assert.match(hint(tooSmall, 0.001) ?? '', /set lowi.currentResolution to 0.01 \(now 0.001\)/);
  assert.equal(hint(after(...times(5, { ratio: 1 })), 0.01), undefined);
});

test('a power that is negative counts as its size', () => {
  assert.equal(check.suspect(after(...times(5, { ratio: 10, watts: -800 }))), true);
});

test('a poor power factor, one phase of three, or no current are no wrong resolution', () => {
  for (const ratio of [0, 0.02, 0.3, 0.33, 0.5, 0.9, 1.2, 1.6, 2, 3, 5, 30, 100]) {
    assert.equal(check.suspect(after(...times(9, { ratio }))), false, `${ratio}`);
  }
  for (const ratio of [0.08, 0.1, 0.15, 8, 10, 12, 16]) {
    assert.equal(check.suspect(after(...times(9, { ratio }))), true, `${ratio}`);
  }
});

test('one publish that fits clears it, five more bring it back; lesser powers and absent fields say nothing', () => {
  const channel = after(...times(5, { ratio: 10 }), { ratio: 1 }, ...times(4, { ratio: 10 }));
  assert.equal(check.suspect(channel), false);
  check.take(channel, 230, 1, 100);
  check.take(channel, Number.NaN, 50, 1150);
  check.take(channel, 230, Number.NaN, 1150);
  check.take(channel, 230, 50, Number.NaN);
  assert.equal(check.suspect(channel), false);
  check.take(channel, 230, 50, 1150);
  assert.equal(check.suspect(channel), true);
});

test('five that are off in different directions agree on nothing', () => {
  assert.equal(check.suspect(after(...times(4, { ratio: 10 }), ...times(4, { ratio: 0.1 }))), false);
});

const SUSPECT = 'lowi_current_resolution_suspect{ident="a",channel="CH0"}';
for (const [power, amperes, suspect] of [
  [{ PI: 0, PE: 1150 }, 50, 1],
  [{ PI: 0, PE: 1150 }, 5, 0],
  [{ PI: 1150, PE: 0 }, 50, 1],
  [{ PI: 2300, PE: 1150 }, 50, 1],
] as const) {
  test(`a meter's power is import less export: ${JSON.stringify(power)} W at ${amperes} A`, () => {
    const pipeline = new Pipeline();
    for (let publish = 0; publish < 5; publish++, pipeline.time += 10)
      pipeline.publish('a/PUB/CH0', { U: 230, I: amperes * 100, ...power });
    assert.equal(pipeline.value(SUSPECT), suspect);
  });
}
