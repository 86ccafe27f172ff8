import assert from 'node:assert/strict';
import test from 'node:test';
import { Channels } from '../../src/channels/channels.ts';
import { checkResolution, isResolutionSuspect, resolutionHint } from '../../src/channels/resolution-check.ts';
import type { Row } from '../../src/channels/row.ts';
import { newRow } from './new-row.ts';
import { defaults, Pipeline } from './pipeline.ts';

/** The row after publishes of 230 V with these ratios of U × I to the power. */
function after(...publishes: { watts?: number; ratio: number }[]): Row {
  const row = newRow();
  for (const { watts = 1150, ratio } of publishes) {
    checkResolution(row, 230, (ratio * Math.abs(watts)) / 230, watts);
  }
  return row;
}

/** The hint while this resolution is in force. */
function hint(row: Row, currentResolution: number): string | undefined {
  return resolutionHint(row, 'a', { ...defaults(), currentResolution });
}
const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

test('the check is undefined before five publishes above 200 W', () => {
  assert.equal(isResolutionSuspect(after(...times(4, { ratio: 10 }))), undefined);
  assert.equal(isResolutionSuspect(after(...times(50, { ratio: 10, watts: 200 }))), undefined);
  assert.equal(isResolutionSuspect(after(...times(5, { ratio: 1 }))), false);
});

test('the hint for a current in mA is 0.001, for one in 1/100 A it is 0.01', () => {
  const tooLarge = after(...times(5, { ratio: 10 }));
  assert.equal(isResolutionSuspect(tooLarge), true);
  assert.match(hint(tooLarge, 0.01) ?? '', /set lowi.currentResolution to 0.001 \(now 0.01\)/);
  const tooSmall = after(...times(5, { ratio: 0.1 }));
  assert.equal(isResolutionSuspect(tooSmall), true);
  assert.match(hint(tooSmall, 0.001) ?? '', /set lowi.currentResolution to 0.01 \(now 0.001\)/);
  assert.equal(hint(after(...times(5, { ratio: 1 })), 0.01), undefined);
});

test('a negative power counts as its absolute value', () => {
  assert.equal(isResolutionSuspect(after(...times(5, { ratio: 10, watts: -800 }))), true);
});

test('only ratios near 10 or 0.1 are suspect, not a poor power factor, one phase of three, or no current', () => {
  for (const ratio of [0, 0.02, 0.3, 0.33, 0.5, 0.9, 1.2, 1.6, 2, 3, 5, 30, 100]) {
    assert.equal(isResolutionSuspect(after(...times(9, { ratio }))), false, `${ratio}`);
  }
  for (const ratio of [0.08, 0.1, 0.15, 8, 10, 12, 16]) {
    assert.equal(isResolutionSuspect(after(...times(9, { ratio }))), true, `${ratio}`);
  }
});

test('one publish that fits clears the suspicion, five more restore it; small powers and absent fields are ignored', () => {
  const row = after(...times(5, { ratio: 10 }), { ratio: 1 }, ...times(4, { ratio: 10 }));
  assert.equal(isResolutionSuspect(row), false);
  checkResolution(row, 230, 1, 100);
  checkResolution(row, Number.NaN, 50, 1150);
  checkResolution(row, 230, Number.NaN, 1150);
  checkResolution(row, 230, 50, Number.NaN);
  assert.equal(isResolutionSuspect(row), false);
  checkResolution(row, 230, 50, 1150);
  assert.equal(isResolutionSuspect(row), true);
});

test('publishes that are off in different directions are not suspect', () => {
  assert.equal(isResolutionSuspect(after(...times(4, { ratio: 10 }), ...times(4, { ratio: 0.1 }))), false);
});

const SUSPECT = 'lowi_current_resolution_suspect{ident="a",channel="CH0"}';
for (const [power, amperes, suspect] of [
  [{ PI: 0, PE: 1150 }, 50, 1],
  [{ PI: 0, PE: 1150 }, 5, 0],
  [{ PI: 1150, PE: 0 }, 50, 1],
  [{ PI: 2300, PE: 1150 }, 50, 1],
] as const) {
  test(`a meter's power is import minus export: ${JSON.stringify(power)} W at ${amperes} A`, () => {
    const pipeline = new Pipeline();
    for (let publish = 0; publish < 5; publish++, pipeline.time += 10)
      pipeline.publish('a/PUB/CH0', { U: 230, I: amperes * 100, ...power });
    assert.equal(pipeline.value(SUSPECT), suspect);
  });
}

test('the power of a channel other than the meter is P', () => {
  const pipeline = new Pipeline();
  for (let publish = 0; publish < 5; publish++) pipeline.publish('a/PUB/CH1', { U: 230, I: 5000, P: -1150 });
  assert.equal(pipeline.value('lowi_current_resolution_suspect{ident="a",channel="CH1"}'), 1);
});

test('ratios at the limits fit', () => {
  for (const ratio of [7, 20]) {
    const row = newRow();
    for (let publish = 0; publish < 5; publish++) checkResolution(row, ratio, 300, 300);
    assert.equal(isResolutionSuspect(row), true, `${ratio}`);
  }
});

test('the hint names the direction and the setting in force', () => {
  assert.match(hint(after(...times(5, { ratio: 10 })), 0.01) ?? '', /about ten times the power/);
  assert.match(hint(after(...times(5, { ratio: 0.1 })), 0.01) ?? '', /about a tenth of the power/);
  const devices = new Map([['a', { currentResolution: 0.001, channels: new Map() }]]);
  assert.match(
    resolutionHint(after(...times(5, { ratio: 0.1 })), 'a', { ...defaults(), devices }) ?? '',
    /set devices\.a\.currentResolution to 0\.01 \(now 0\.001\)/,
  );
});

test('a suspect resolution is reported once for each channel', () => {
  const reports: unknown[][] = [];
  const channels = new Channels(
    defaults(),
    () => {},
    ({ ident, channel }, text, at) => reports.push([ident, channel, text.slice(0, 5), at]),
  );
  const publish = (topic: string, amperes: number, unix: number) => {
    const payload = Buffer.from(JSON.stringify({ U: 230, I: amperes * 100, P: 1150 }));
    channels.receive(topic, payload, false, { unix, monotonic: unix });
  };
  for (let n = 1; n <= 4; n++) publish('a/PUB/CH1', 50, n);
  assert.deepEqual(reports, []);
  for (let n = 5; n <= 9; n++) publish('a/PUB/CH1', 50, n);
  for (let n = 1; n <= 9; n++) publish('a/PUB/CH2', 5, n);
  for (let n = 1; n <= 9; n++) publish('b/PUB/CH1', 0.5, n);
  assert.deepEqual(reports, [
    ['a', 'CH1', 'U × I', 5],
    ['b', 'CH1', 'U × I', 5],
  ]);
});
