import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../net/free-port.ts';
import { Flood } from '../system/flood.ts';
import { House } from '../system/house.ts';
import { Program } from '../system/program.ts';
import { assertEnds, assertSound } from '../system/soundness.ts';

const CHANNELS = 3000;
const SCRAPES = 200;
const SLOW_READERS = 120;
const payload = (n: number) =>
  JSON.stringify({
    Name: 'GRID',
    U: '234',
    I: '5',
    PI: '5',
    PE: '0',
    T: '1',
    CIH: `${n}`,
    CIL: '2',
    CEH: '3',
  });

let program: Program;
let house: House;
let port: number;

before(async () => {
  port = await freePort();
  program = await Program.start({
    LOWI_BROKER_PORT: String(port),
    LOWI_HTTP_MAX_CONNECTIONS_PER_ADDRESS: String(SCRAPES + 50),
  });
  house = House.at(`mqtt://127.0.0.1:${port}`);
  const flood = await Flood.to(port);
  await flood.publish(CHANNELS, (n) => [`fleet${n}/PUB/CH0`, payload(n)]);
  await program.untilSample('lowi_exporter_channels', CHANNELS);
  await house.isRead(program);
  flood.close();
});
after(async () => {
  await house.leave();
  await program.stop('SIGKILL');
});

/** A scraper that asks for the page and takes a byte of it a second. */
function slowReader(): () => void {
  const socket = connect(Number(new URL(program.url).port), '127.0.0.1').on('error', () => undefined);
  socket.write('GET /metrics HTTP/1.1\r\nHost: h\r\nAccept-Encoding: identity\r\n\r\n');
  const sip = setInterval(() => socket.read(1), 1000);
  return () => {
    clearInterval(sip);
    socket.destroy();
  };
}

describe(`a fleet of ${CHANNELS} channels`, { timeout: 900_000 }, () => {
  test(`${SCRAPES} scrapes at once get the same page, which is rendered once`, async (t) => {
    house.begin();
    const pages = await Promise.all(
      Array.from({ length: SCRAPES }, async (_, i) => {
        const accept = i % 2 ? 'text/plain' : 'application/openmetrics-text';
        const page = await fetch(`${program.url}/metrics`, {
          headers: { accept, 'accept-encoding': 'identity' },
          signal: AbortSignal.timeout(300_000),
        });
        const { byteLength: length } = await page.arrayBuffer();
        return { status: page.status, length, told: Number(page.headers.get('content-length')) };
      }),
    );
    house.pause();
    for (const { status, length, told } of pages) {
      assert.equal(status, 200);
      assert.equal(length, told);
    }
    await house.check(program);
    t.diagnostic(`${await residentMib()} MiB`);
    assert.ok((await residentMib()) < 220);
  });

  test(`${SLOW_READERS} scrapers that read a byte a second delay nobody, and take bounded memory`, async (t) => {
    const leave: (() => void)[] = [];
    for (let n = 0; n < SLOW_READERS; n++) {
      leave.push(slowReader());
      await sleep(30); // each gets a page of its own
    }
    house.begin();
    let most = 0;
    for (let round = 0; round < 20; round++) {
      assert.ok(((await house.check(program)) ?? 0) > 1000);
      most = Math.max(most, await residentMib());
      await sleep(100);
    }
    house.pause();
    for (const one of leave) one();
    t.diagnostic(`${most} MiB`);
    assert.ok(most < 600, `${most} MiB`);
  });

  test('recovers when they have left, and shuts down while some are connected', async () => {
    await program.until('served', async () => (await program.get('/metrics')).status === 200);
    await house.isRead(program);
    await assertSound(program, 600);
    const leave = Array.from({ length: 10 }, slowReader);
    await sleep(500);
    await assertEnds(program);
    for (const one of leave) one();
  });
});

/** Of the program, as the kernel counts it: the page itself may be denied. */
async function residentMib(): Promise<number> {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
