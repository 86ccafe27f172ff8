import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { loadSettings } from '../src/config/load.ts';
import { command } from './system/program.ts';

const PAGE = readFileSync('docs/debian.md', 'utf8');
const UNIT = unit('systemd/lowi-exporter.service');

/** The settings of a unit file by section; a line that is no comment, section or setting fails. */
function unit(file: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  let section = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, heading, name = '', value = ''] = /^(?:\[(\w+)\]|([A-Z]\w*)=(.*))$/.exec(line) ?? [];
    assert.ok(heading || (section && name), `${file}: ${line}`);
    if (heading) section = heading;
    else settings.set(`${section}.${name}`, [...(settings.get(`${section}.${name}`) ?? []), value]);
  }
  return settings;
}

const MEBIBYTES: Record<string, number> = { M: 1, G: 1024 };
const one = (name: string) => UNIT.get(`Service.${name}`)?.at(-1) ?? '';

test('the unit restarts after a failure, but not with invalid settings, and keeps its state', () => {
  assert.equal(one('Restart'), 'always');
  assert.equal(one('RestartPreventExitStatus'), '2');
  assert.equal(one('StateDirectory'), 'lowi-exporter');
  assert.deepEqual(UNIT.get('Install.WantedBy'), ['multi-user.target']);
});

test('a reload sends SIGHUP to the exporter, with no other program than the shell', async () => {
  const [, script = ''] = /^\/bin\/sh -c '(.*)'$/.exec(one('ExecReload')) ?? [];
  const exporter = spawn('sleep', ['60']);
  const ended = once(exporter, 'exit');
  const env = { PATH: '/nonexistent', MAINPID: String(exporter.pid) };
  assert.equal(spawnSync('/bin/sh', ['-c', script], { env }).status, 0);
  assert.deepEqual(await ended, [null, 'SIGHUP']);
});

test('under the unit the state file is in the state directory', () => {
  const env = { STATE_DIRECTORY: `/var/lib/${one('StateDirectory')}` };
  const loaded = loadSettings({ flags: new Map(), env }, undefined);
  assert.ok('settings' in loaded);
  assert.equal(loaded.settings.state?.file, '/var/lib/lowi-exporter/state.json');
});

test('the memory limit holds the heap limit, slow readers and the current pages', () => {
  const [, size = '', unitOf = ''] = /^(\d+)([MG])$/.exec(one('MemoryMax')) ?? [];
  const limit = Number(size) * (MEBIBYTES[unitOf] ?? Number.NaN);
  const heap = Number(/^NODE_OPTIONS=--max-old-space-size=(\d+)$/.exec(one('Environment'))?.[1]);
  const waiting = 256; // MiB of pages that slow readers may keep
  const pages = 2 * 122; // MiB of both formats with 100 000 channels, as measured
  const rest = 128; // MiB of Node.js itself, sockets and the young generation
  assert.ok(heap + waiting + pages + rest <= limit, `${heap} MiB of heap, MemoryMax ${limit} MiB`);
  assert.ok(PAGE.includes(`The unit allows ${limit} MB`));
});

test('the recipe makes every path that the units name', () => {
  const files = readdirSync('systemd', { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(service|conf|example)$/.test(name) && !name.endsWith('.d'),
  );
  const named = files.flatMap((file) =>
    [...readFileSync(`systemd/${file}`, 'utf8').matchAll(/\/(?:etc|opt)\/[\w./-]+/g)].map(([path]) =>
      path.replace(/\.$/, ''),
    ),
  );
  const made: [RegExp, RegExp][] = [
    [/^\/etc\/lowi-exporter\/(environment|lowi\.yml)$/, /apt install \S+ \.\/lowi-exporter_\S+_all\.deb/], // test/packaging
    [/^\/etc\/prometheus\/lowi\/prometheus\.yml$/, /sudo tee \/etc\/prometheus\/lowi\/prometheus\.yml/],
    [/^\/etc\/prometheus\/lowi\/alertmanager\.yml$/, /alerts\/alertmanager\.yml \/etc\/prometheus\/lowi\//],
    [/^\/etc\/lowi-exporter\/mqtt-password$/, /./], // a commented example
    [/^\/etc\/default\/prometheus(-alertmanager)?$/, /./], // of Debian's packages
  ];
  assert.ok(named.length > 5);
  for (const path of named) {
    const by = made.find(([pattern]) => pattern.test(path));
    assert.ok(by?.[1].test(PAGE), path);
  }
});

for (const service of ['prometheus', 'prometheus-alertmanager']) {
  test(`the drop-in lets ${service} listen on loopback only, and keeps the flags of /etc/default`, () => {
    const starts = unit(`systemd/${service}.service.d/lowi.conf`).get('Service.ExecStart') ?? [];
    assert.equal(starts[0], '', 'a second ExecStart is an error unless an empty one comes first');
    assert.match(
      starts[1] ?? '',
      new RegExp(`^/usr/bin/${service} .*--web\\.listen-address=127\\.0\\.0\\.1:\\d+ `),
    );
    assert.match(starts[1] ?? '', / \$ARGS$/);
    if (service === 'prometheus-alertmanager') assert.match(starts[1] ?? '', / --cluster\.listen-address= /);
  });
}

/** NAME=value lines, quotes removed as systemd does. */
function environmentOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)='?(.*?)'?$/gm)].map(([, name, value]) => [name, value]),
  );
}

test('the example settings change nothing until you fill in a password', () => {
  const text = readFileSync('systemd/environment.example', 'utf8');
  assert.deepEqual(environmentOf(text), {});
  const check = (settings: string) => command(['check-config'], { env: environmentOf(settings) });
  const withBroker = text.replaceAll('#LOWI_BROKER', 'LOWI_BROKER');
  assert.equal(check(withBroker).status, 2);
  assert.match(check(withBroker).stderr, /LOWI_BROKER_PASSWORD/);
  assert.equal(check(withBroker.replaceAll("''", "'a long one'")).status, 0);
  const external = text.replaceAll('#LOWI_MQTT', 'LOWI_MQTT').replaceAll("''", "'a long one'");
  assert.equal(check(external).status, 0);
  assert.match(check(external).stdout, /localhost/);
});
