import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readPriceFile } from '../../src/market/price-file.ts';
import { scratch } from '../scratch.ts';
import { until } from '../until.ts';
import { flatCurve } from './curves.ts';
import { CURRENT, createSource, NOW, type RunningSource } from './running-source.ts';

/** Two future quarters: those of a file can be corrected. */
const curve = (price: number) => flatCurve((CURRENT + 1) * 900, 2, price);

async function running(t: TestContext, file: string): Promise<RunningSource> {
  const made = createSource(t, { file });
  await made.source.start();
  return made;
}

const untilPrice = ({ market }: RunningSource, price: number) =>
  until(() => market.at(CURRENT + 1) === price, `a price of ${price}`);
const untilFailed = ({ source }: RunningSource, failures: number) =>
  until(() => source.counts.failure === failures, `${failures} failures`);

test('reads a file before it is started, and again when it is replaced', async (t) => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, curve(50));
  const made = await running(t, file);
  assert.deepEqual(made.source.counts, { success: 1, failure: 0 });
  assert.equal(made.market.at(CURRENT + 1), 0.05);
  writeFileSync(`${file}.new`, curve(60));
  renameSync(`${file}.new`, file);
  await untilPrice(made, 0.06);
  assert.deepEqual(made.source.counts, { success: 2, failure: 0 }, 'once for each change');
});

test('keeps years of prices of a file', async (t) => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, flatCurve((CURRENT - 96 * 365 * 3) * 900, 1, 50));
  const made = await running(t, file);
  assert.equal(made.market.at(CURRENT - 96 * 365 * 3), 0.05);
});

test('keeps the prices while the file is damaged or missing', async (t) => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, curve(50));
  const made = await running(t, file);
  truncateSync(file, 60);
  await untilFailed(made, 1);
  rmSync(file);
  await untilFailed(made, 2);
  assert.equal(made.market.at(CURRENT + 1), 0.05);
  writeFileSync(file, curve(70));
  await untilPrice(made, 0.07);
  const [damaged, missing, ...others] = made.at('warn').map(({ error }) => error ?? '');
  assert.match(damaged ?? '', /^expected JSON, got 60 characters that are not$/);
  assert.match(missing ?? '', /ENOENT/);
  assert.deepEqual(others, []);
  assert.equal(made.at('info').at(-1)?.msg, 'market prices read again');
});

test('reads a file that appears after the start', async (t) => {
  const file = join(scratch(), 'prices.json');
  const made = await running(t, file);
  assert.deepEqual(made.source.counts, { success: 0, failure: 1 });
  assert.equal(made.market.validUntil(NOW), undefined);
  writeFileSync(`${file}.new`, curve(50));
  renameSync(`${file}.new`, file);
  await untilPrice(made, 0.05);
  assert.deepEqual(made.source.counts, { success: 1, failure: 1 });
});

test('reads a file again when the target of its symlink changes', async (t) => {
  const folder = scratch();
  const [one, two, link] = ['one', 'two', 'link'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(one, curve(50));
  writeFileSync(two, curve(60));
  symlinkSync(one, link);
  const made = await running(t, link);
  symlinkSync(two, `${link}.new`);
  renameSync(`${link}.new`, link);
  await untilPrice(made, 0.06);
});

test('does not read a folder, a pipe, or more than 16 MiB', async (t) => {
  const folder = scratch();
  const [directory, pipe, large] = ['directory', 'pipe', 'large'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(directory);
  execFileSync('mkfifo', [pipe]);
  writeFileSync(large, '');
  truncateSync(large, 17 * 1024 * 1024);
  for (const [file, error] of [
    [directory, /regular file|EISDIR/],
    [pipe, /expected a regular file/],
    ['/dev/zero', /expected a regular file/],
    [large, /expected a file of at most 16777216 bytes, got more/],
  ] as const) {
    await assert.rejects(readPriceFile(file), error);
    const made = await running(t, file);
    assert.match(made.at('warn')[0]?.error ?? '', error);
    await made.source.stop();
  }
});

test('reads a file once, with a byte-order mark too', async () => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, `\uFEFF${curve(50)}`);
  assert.deepEqual(await readPriceFile(file), [
    { quarter: CURRENT + 1, price: 0.05 },
    { quarter: CURRENT + 2, price: 0.05 },
  ]);
  await assert.rejects(readPriceFile(`${file}.missing`), /ENOENT/);
});

test('a stopped source reads no more', async (t) => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, curve(50));
  const made = await running(t, file);
  const other = await running(t, file);
  await made.source.stop();
  writeFileSync(file, curve(60));
  await untilPrice(other, 0.06);
  assert.equal(made.market.at(CURRENT + 1), 0.05);
});

test('a source that is stopped while it reads adds nothing', async (t) => {
  const file = join(scratch(), 'prices.json');
  writeFileSync(file, curve(50));
  const made = createSource(t, { file });
  const starting = made.source.start();
  await made.source.stop();
  await starting;
  assert.equal(made.market.at(CURRENT + 1), Number.NaN);
  assert.deepEqual(made.source.counts, { success: 0, failure: 0 });
});
