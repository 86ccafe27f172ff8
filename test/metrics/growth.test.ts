import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { ByteWriter } from '../../src/metrics/byte-writer.ts';
import { Pipeline } from '../channels/pipeline.ts';

const PAYLOAD = Buffer.from(
  '{"ident":"x","device_CH":"CH0","Name":"GRID","U":"234","I":"512","PI":"1198","PE":"0","T":"1","CIH":"1701234","CIL":"1883456"}',
);

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

test('the work for a sample does not grow with the number of LOWIs: a line is written once', () => {
  for (const devices of [1, 100, 1000]) {
    const pipeline = fleetOf(devices);
    const series = mock.method(ByteWriter.prototype, 'series');
    const samples = pipeline.samples().size;
    assert.equal(series.mock.callCount(), samples);
    series.mock.restore();
  }
});
