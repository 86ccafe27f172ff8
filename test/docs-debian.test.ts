import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';
import mqtt, { type MqttClient } from 'mqtt';
import { parse } from 'yaml';
import { SETTINGS } from '../src/config/schema.ts';
import { RULE_FILES } from './alerts/rules.ts';
import { run } from './alerts/tool.ts';
import { needsMosquitto, setPassword, startMosquitto } from './mqtt/mosquitto.ts';
import { needs } from './needs.ts';
import { freePort } from './net/free-port.ts';
import { scratch, scratchFile } from './scratch.ts';

const PAGE = readFileSync('docs/debian.md', 'utf8');
const README = readFileSync('README.md', 'utf8');
const RULES = '/etc/prometheus/lowi/alerts/*.rules.yml';

/** Whether a path of a command exists; `*` stands for anything within a name. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const [folder = '', name = ''] = [dirname(path), basename(path)];
  const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
  return readdirSync(folder).some((file) => pattern.test(file));
}

const blocks = (language: string, text = PAGE) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);
const commands = blocks('sh').join('\n').replaceAll('|\n', '|').split('\n');

test('every file that the recipe copies is in the repository', () => {
  const copied = commands
    .filter((line) => /^sudo (cp|install) /.test(line))
    .flatMap((line) =>
      line
        .replaceAll(/ (-[dDr]+|-t \S+|-[mog] \S+)(?= )/g, '')
        .split(' ')
        .slice(2),
    )
    .filter((path) => !path.startsWith('/'));
  assert.ok(copied.length > 10);
  for (const path of copied) assert.ok(isThere(path), path);
});

test('from nothing to a page, the package and the one file take two commands each', () => {
  const file = PAGE.slice(PAGE.indexOf('### Without the package'));
  for (const text of [PAGE, README, file]) {
    const [first = ''] = blocks('sh', text);
    assert.equal(first.trim().split('\n').length, 2, first);
    assert.match(first, /^(sudo apt install|wget) .*\n(sudo apt install|wget) .*\n$/);
  }
});

test('every setting that the recipe names exists', () => {
  const known = new Set([...SETTINGS.values()].map(({ env }) => env).concat('LOWI_CONFIG_FILE'));
  const named = (PAGE + readFileSync('systemd/environment.example', 'utf8')).matchAll(
    /\bLOWI_[A-Z_]*[A-Z]\b/g,
  );
  for (const [name] of named) {
    if (!['LOWI_BROKER', 'LOWI_MQTT'].includes(name)) assert.ok(known.has(name), name);
  }
});

for (const [name, text] of [
  ['docs/debian.md', PAGE],
  ['README.md', README],
] as const) {
  const pasted = blocks('yaml', text).find((block) => block.includes('scrape_configs'));

  test(`promtool accepts the block to paste in ${name}`, needs('promtool'), () => {
    assert.ok(pasted);
    run('promtool', 'check', 'config', scratchFile('prometheus.yml', pasted));
  });

  test(`the block to paste in ${name} scrapes the job that the rules look for, on the default port`, () => {
    const { scrape_configs } = parse(pasted ?? '') as { scrape_configs: Record<string, unknown>[] };
    const static_configs = [{ targets: [`localhost:${SETTINGS.get('http.port')?.default}`] }];
    assert.deepEqual(scrape_configs, [{ job_name: 'lowi', scrape_interval: '10s', static_configs }]);
  });
}

test('the block to paste loads the rules from where the recipe copies them', () => {
  const { rule_files } = parse(blocks('yaml')[0] ?? '') as { rule_files: string[] };
  assert.deepEqual(rule_files, [RULES]);
  assert.ok(commands.includes('sudo install -D -m 644 -t /etc/prometheus/lowi/alerts alerts/*.rules.yml'));
});

test('the recipe makes a Prometheus configuration for one machine', needs('promtool'), () => {
  const edit = commands.find((line) => line.startsWith('sed ')) ?? '';
  const [sed = ''] = edit.split('|  sudo tee');
  const { stdout } = spawnSync('sh', ['-c', sed], { encoding: 'utf8' });
  const config = parse(stdout) as { rule_files: string[]; scrape_configs: object[]; alerting: object };
  assert.deepEqual(config.rule_files, ['alerts/*.rules.yml']);
  assert.doesNotMatch(stdout, /(exporter|alertmanager):\d/);
  const folder = scratch();
  mkdirSync(join(folder, 'alerts'));
  for (const file of RULE_FILES) writeFileSync(join(folder, file), readFileSync(file, 'utf8'));
  writeFileSync(join(folder, 'prometheus.yml'), stdout);
  const found = run('promtool', 'check', 'config', join(folder, 'prometheus.yml'));
  assert.match(found, new RegExp(`${RULE_FILES.length} rule files found`));
});

/** The recipe's Mosquitto configuration with port and paths of this test. */
function mosquittoConfiguration(port: number, passwords: string): string[] {
  const [, text = ''] = /conf\.d\/lowi\.conf <<'EOF'\n(.*?)EOF/s.exec(PAGE) ?? [];
  assert.ok(
    existsSync('mosquitto/acl') && commands.includes('sudo cp mosquitto/acl /etc/mosquitto/lowi.acl'),
  );
  return text
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replace('/etc/mosquitto/passwd', passwords)
    .replace('/etc/mosquitto/lowi.acl', join(process.cwd(), 'mosquitto/acl'))
    .split('\n');
}

test(
  'with the recipe, Mosquitto lets a LOWI publish only and the exporter read only',
  needsMosquitto,
  async (t) => {
    const port = await freePort();
    const passwords = join(scratch(), 'passwd');
    for (const user of ['lowi', 'exporter']) setPassword(passwords, user, `password of ${user}`);
    const broker = await startMosquitto(port, mosquittoConfiguration(port, passwords));
    t.after(() => broker.kill('SIGTERM'));
    const login = (username: string, password = `password of ${username}`): Promise<MqttClient> =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
        username,
        password,
        protocolVersion: 5,
        reconnectPeriod: 0,
      });
    const [lowi, exporter] = await Promise.all([login('lowi'), login('exporter')]);
    t.after(() => Promise.all([lowi.endAsync(true), exporter.endAsync(true)]));
    const read = { lowi: [] as string[], exporter: [] as string[] };
    lowi.on('message', (_, payload) => read.lowi.push(String(payload)));
    exporter.on('message', (_, payload) => read.exporter.push(String(payload)));
    await Promise.all([lowi.subscribeAsync('#'), exporter.subscribeAsync('+/PUB/+')]);

    const received = new Promise((resolve) => exporter.once('message', resolve));
    await lowi.publishAsync('3494546c709b/PUB/CH0', 'reading', { qos: 1 });
    await received;
    await assert.rejects(
      exporter.publishAsync('3494546c709b/PUB/CH0', 'forged', { qos: 1 }),
      /Not authorized/,
    );
    await assert.rejects(lowi.publishAsync('3494546c709b/SET/REL/CH1', '1', { qos: 1 }), /Not authorized/);
    // Mosquitto answers in order: what it would have delivered has arrived before this is acknowledged.
    await lowi.publishAsync('3494546c709b/PUB/CH0', 'last', { qos: 1 });
    assert.deepEqual(read.lowi, []);
    assert.equal(read.exporter[0], 'reading');
    assert.ok(!read.exporter.includes('forged'));
    await assert.rejects(login('lowi', 'wrong'), /[Nn]ot authorized/);
  },
);
