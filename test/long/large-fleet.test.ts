import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rawClient, requests, startWithFleet } from '../system/http-clients.ts';
import { assertEnds, assertParses, heapOf } from '../system/soundness.ts';

describe('a fleet of 100 000 channels in a small heap', { timeout: 900_000 }, () => {
  test('/api/v1/channels is sent whole, to many at once', async () => {
    const program = await startWithFleet(100_000, heapOf(260));
    const readers = Array.from({ length: 20 }, () => rawClient(program).socket.pause());
    for (const socket of readers) socket.write(requests('/api/v1/channels', 1));
    const answer = await program.get('/api/v1/channels');
    let [bytes, channels] = [0, 0];
    for await (const part of answer.body ?? []) {
      const text = Buffer.from(part).toString('latin1');
      bytes += part.length;
      channels += text.split('"rejectedFields"').length - 1; // one cut in two is missed
    }
    assert.ok(bytes > 50 * 2 ** 20 && channels > 95_000, `${bytes} bytes, ${channels} channels`);
    for (const socket of readers) socket.destroy();
    assert.equal((await program.get('/')).status, 200);
    assertParses(await (await program.get('/metrics?ident=lowi0')).text());
    await assertEnds(program);
  });
});
