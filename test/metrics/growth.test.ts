import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { PublishIntervals } from '../../src/channels/publish-interval.ts';
import { NumberText } from '../../src/metrics/number-text.ts';
import { createPage, type RenderPage } from '../../src/metrics/page.ts';
import type { Format } from '../../src/metrics/text-format.ts';
import { Pipeline } from '../channels/pipeline.ts';

const PAYLOAD = Buffer.from(
  '{"ident":"x","device_CH":"CH0","Name":"GRID","U":"234","I":"512","PI":"1198","PE":"0","T":"1","CIH":"1701234","CIL":"1883456"}',
);

/** More series than a channel with this payload has. */
const SERIES_OF_A_METER = 30;

function fleetOf(devices: number): Pipeline {
  const pipeline = new Pipeline();
  for (let device = 0; device < devices; device++) pipeline.publish(`house${device}/PUB/CH0`, PAYLOAD);
  return pipeline;
}

/** How often `work` uses a Map or takes a string apart. */
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

test('work per message does not grow with the number of devices', () => {
  const perMessage = [1, 100, 10_000].map((devices) => {
    const pipeline = fleetOf(devices);
    pipeline.time += 10;
    return operations(() => pipeline.publish(`house${devices - 1}/PUB/CH0`, PAYLOAD));
  });
  assert.deepEqual(perMessage, [perMessage[0], perMessage[0], perMessage[0]]);
  assert.ok((perMessage[0] ?? 0) > 0 && (perMessage[0] ?? 0) < 20, `${perMessage[0]} operations`);
});

/** How many numbers a page writes, and how many channels it reads. */
async function pageWork(render: RenderPage): Promise<{ numbers: number; read: number }> {
  const numbers = mock.method(NumberText.prototype, 'measure');
  const read = mock.method(PublishIntervals.prototype, 'seconds');
  try {
    const { release } = await render('text');
    release();
    return { numbers: numbers.mock.callCount(), read: read.mock.callCount() };
  } finally {
    numbers.mock.restore();
    read.mock.restore();
  }
}

test('page writes each changed sample once, however many devices there are', async () => {
  for (const devices of [1, 100, 3000]) {
    const pipeline = fleetOf(devices);
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const samples = pipeline.samples().size;
    assert.deepEqual(
      await pageWork(render),
      { numbers: samples, read: devices },
      'each sample is written once',
    );
    assert.deepEqual(
      await pageWork(render),
      { numbers: 0, read: 0 },
      'without changes the page writes and reads nothing',
    );
    pipeline.time += 10;
    pipeline.publish(`house${devices - 1}/PUB/CH0`, PAYLOAD);
    const { numbers, read } = await pageWork(render);
    assert.equal(read, 1, 'only the channel that published is read');
    assert.ok(numbers > 0 && numbers <= SERIES_OF_A_METER, `${numbers} samples were written`);
  }
});

test('work for a page of one device does not grow with the number of devices', async () => {
  for (const devices of [1, 100, 3000]) {
    const pipeline = fleetOf(devices);
    const now = () => ({ unix: pipeline.time, monotonic: pipeline.time - 1e9 });
    const render = createPage(pipeline.registry, now, async () => '');
    const page = (format: Format) => render(format, ['house0']);
    (await page('text')).release(); // the first page computes when the next channel can be evicted
    const { numbers, read } = await pageWork(page);
    assert.equal(read, 1);
    assert.ok(numbers <= SERIES_OF_A_METER, `${numbers} samples were written`);
  }
});
