import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { needs } from '../needs.ts';
import { freePort } from '../net/free-port.ts';
import { House } from './house.ts';
import { Program } from './program.ts';

const LINUX = process.platform === 'linux' ? needs('prlimit') : { skip: 'needs prlimit of Linux' };

test('logs that file descriptors have run out, and serves again once there are some', LINUX, async () => {
  const port = await freePort();
  const program = await Program.start({ LOWI_BROKER_PORT: String(port) });
  const sockets: Socket[] = [];
  try {
    const open = readdirSync(`/proc/${program.child.pid}/fd`).length;
    execFileSync('prlimit', ['--pid', String(program.child.pid), `--nofile=${open + 5}:`]);
    await program.until('the log line', async () => {
      sockets.push(connect(port, '127.0.0.1').on('error', () => undefined)); // each that is freed is taken again
      return /level=warn .*error=EMFILE .*out of file descriptors; new connections are closed/.test(
        program.log,
      );
    });
    for (const socket of sockets) socket.destroy();
    const house = House.at(`mqtt://127.0.0.1:${port}`);
    await house.isRead(program);
    await house.leave();
    assert.equal(program.log.match(/out of file descriptors/g)?.length, 1);
  } finally {
    for (const socket of sockets) socket.destroy();
    assert.equal(await program.stop(), 0);
  }
});
