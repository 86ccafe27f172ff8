import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import mqtt from 'mqtt';
import { needs } from './needs.ts';
import { freePort } from './net/free-port.ts';
import { scratch, scratchFile } from './scratch.ts';

const START_LIMIT_MS = 60_000;
const needsMosquitto = needs('mosquitto', 'mosquitto_sub');
const INVALID = /EXPORTER_PASSWORD: must not contain a colon or a line break, nor begin or end with a blank/;

for (const [password, message] of [
  ['secret:b', INVALID],
  [' secret', INVALID],
  ['secret ', INVALID],
  ['secret\t', INVALID],
  ['secret\nlowi:b', INVALID],
  ['x'.repeat(251), /EXPORTER_PASSWORD: must have 250 characters at most/],
  ['', /EXPORTER_PASSWORD: set it in \.env/],
] as const) {
  test(`Mosquitto does not start with the password ${JSON.stringify(password).slice(0, 20)}`, () => {
    const env = { LOWI_PASSWORD: 'fine', EXPORTER_PASSWORD: password, PASSWORD_FILE: '/dev/null' };
    const { status, stderr } = spawnSync('/bin/sh', ['mosquitto/start.sh'], { env, encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /secret|x{9}/);
  });
}

const started: ChildProcess[] = [];
after(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs start.sh with the shipped ACL in a folder of its own. */
async function start(passwords: { LOWI_PASSWORD: string; EXPORTER_PASSWORD: string }) {
  const folder = scratch();
  const port = await freePort();
  const configuration = [
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${join(folder, 'passwd')}`,
  ];
  const env = {
    PATH: `${process.env['PATH']}:/usr/sbin`,
    PASSWORD_FILE: join(folder, 'passwd'),
    CONFIG_FILE: scratchFile('mosquitto.conf', configuration.join('\n')),
    XDG_CONFIG_HOME: folder,
  };
  const child = spawn('/bin/sh', ['mosquitto/start.sh'], { env: { ...env, ...passwords } });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`mosquitto did not start: ${output}`)), START_LIMIT_MS);
    child.once('exit', (status) => reject(new Error(`mosquitto ended with ${status}: ${output}`)));
    child.stderr.on('data', () => {
      if (!/mosquitto version \S+ running/.test(output)) return;
      clearTimeout(limit);
      resolve();
    });
  });
  return { port, folder, env };
}

/** The broker's return code for a CONNECT: 0 is accepted, 5 not authorized. */
async function connect(port: number, username: string, password: string): Promise<number> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { username, password, reconnectPeriod: 0 });
  try {
    return await new Promise((resolve, reject) => {
      client.once('connect', ({ returnCode }) => resolve(returnCode ?? 0));
      client.once('error', (error) =>
        'code' in error && typeof error.code === 'number' ? resolve(error.code) : reject(error),
      );
    });
  } finally {
    client.end(true);
  }
}

const HARD = [
  'pa$word $HOME `id` $(id)',
  `"double" 'single' and \\ \\n %s %%`,
  'two  blanks\tand a tab',
  '#no comment',
  '$7$101$notahash$notahash==',
  '-P option',
  'é€漢',
  'x'.repeat(250),
];

for (const password of HARD) {
  test(
    `Mosquitto and its health check accept the password ${JSON.stringify(password).slice(0, 40)}`,
    needsMosquitto,
    async () => {
      const { port, folder, env } = await start({ LOWI_PASSWORD: 'fine', EXPORTER_PASSWORD: password });
      assert.equal(await connect(port, 'exporter', password), 0);
      assert.equal(await connect(port, 'lowi', 'fine'), 0);
      assert.equal(await connect(port, 'exporter', `${password}x`), 5);
      const healthCheck = () =>
        spawnSync('mosquitto_sub', ['-p', `${port}`], { env, timeout: START_LIMIT_MS });
      assert.equal(healthCheck().status, 0);
      for (const file of ['passwd', 'mosquitto_sub'])
        assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    },
  );
}

test("Mosquitto's health check fails where the exporter's password is rejected", needsMosquitto, async () => {
  const first = await start({ LOWI_PASSWORD: 'fine', EXPORTER_PASSWORD: 'first' });
  const second = await start({ LOWI_PASSWORD: 'fine', EXPORTER_PASSWORD: 'second' });
  const { status } = spawnSync('mosquitto_sub', ['-p', `${first.port}`], { env: second.env });
  assert.notEqual(status, 0);
});
