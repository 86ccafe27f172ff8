import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { PublishIntervals } from '../../src/channels/publish-interval.ts';
import { ByteWriter } from '../../src/metrics/byte-writer.ts';
import type { Format } from '../../src/metrics/format.ts';
import { createPage, type RenderPage } from '../../src/metrics/page.ts';
import { Pipeline } from '../channels/pipeline.ts';

const PAYLOAD = Buffer.from(
  '{"ident":"x","device_CH":"CH0","Name":"GRID","U":"234","I":"512","PI":"1198","PE":"0","T":"1","CIH":"1701234","CIL":"1883456"}',
);

/** More than one channel of this payload has. */
const SERIES_OF_A_METER = 30;

function fleetOf(devices: number): Pipeline {
  const pipeline = new Pipeline();
  for (let device = 0; device < devices; device++) pipeline.publish(`house${device}/PUB/CH0`, PAYLOAD);
  return pipeline;
}

/** How often anything is looked up in any Map, and any text is taken apart, while `work` is done. */
function operations(work: () => void): number {
  const watched = [
    mock.method(Map.prototype, 'get'),
    mock.method(Map.prototype, 'set'),
    mock.method(String.prototype, 'lastIndexOf'),
    mock.method(String.prototype, 'slice'),
    mock.method(JSON, 'parse'),
  ];
  try {
    work();
    return watched.reduce((sum, method) => sum + method.mock.callCount(), 0);
  } finally {
    for (const method of watched) method.mock.restore();
  }
}

test('the work for a message does not grow with the number of LOWIs', () => {
  const perMessage = [1, 100, 10_000].map((devices) => {
    const pipeline = fleetOf(devices);
    pipeline.time += 10;
    return operations(() => pipeline.publish(`house${devices - 1}/PUB/CH0`, PAYLOAD));
  });
  assert.deepEqual(perMessage, [perMessage[0], perMessage[0], perMessage[0]]);
  assert.ok((perMessage[0] ?? 0) > 0 && (perMessage[0] ?? 0) < 20, `${perMessage[0]} operations`);
});

/** How often anything is written into a page, and how many channels are looked at, while it is made. */
async function pageWork(render: RenderPage): Promise<{ numbers: number; judged: number }> {
  const numbers = mock.method(ByteWriter.prototype, 'number');
  const judged = mock.method(PublishIntervals.prototype, 'seconds');
  try {
    const { release } = await render('text');
    release();
    return { numbers: numbers.mock.callCount(), judged: judged.mock.callCount() };
  } finally {
    numbers.mock.restore();
    judged.mock.restore();
  }
}

test('the work for a sample does not grow with the number of LOWIs, and is done once for each that changed', async () => {
  for (const devices of [1, 100, 3000]) {
    const pipeline = fleetOf(devices);
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const samples = pipeline.samples().size;
    assert.deepEqual(
      await pageWork(render),
      { numbers: samples, judged: devices },
      'each sample is written once',
    );
    assert.deepEqual(await pageWork(render), { numbers: 0, judged: 0 }, 'nothing changed: nothing is done');
    pipeline.time += 10;
    pipeline.publish(`house${devices - 1}/PUB/CH0`, PAYLOAD);
    const { numbers, judged } = await pageWork(render);
    assert.equal(judged, 1, 'only the channel that published is looked at');
    assert.ok(numbers > 0 && numbers <= SERIES_OF_A_METER, `${numbers} samples were written`);
  }
});

test('a page for one LOWI costs what it returns, however many there are', async () => {
  for (const devices of [1, 100, 3000]) {
    const pipeline = fleetOf(devices);
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const page = (format: Format) => render(format, ['house0']);
    (await page('text')).release(); // the first look at a fleet says when the first of it can be forgotten
    const { numbers, judged } = await pageWork(page);
    assert.equal(judged, 1);
    assert.ok(numbers <= SERIES_OF_A_METER, `${numbers} samples were written`);
  }
});
