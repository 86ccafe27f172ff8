import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { hashSync } from 'bcryptjs';
import { connectAsync } from 'mqtt';
import type { PricesView } from '../../src/http/view/prices-view.ts';
import { needsMosquitto, setPassword, startMosquitto } from '../mqtt/mosquitto.ts';
import { needs } from '../needs.ts';
import { makeCertificates } from '../net/certificates.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { until } from '../until.ts';
import { command, MAIN, Program } from './program.ts';
import { ask } from './web-client.ts';

const SECRETS = /geheim|\$2[aby]\$|PRIVATE KEY/;
const IDENT = '3494546c709b';
const running: Program[] = [];
after(async () => {
  for (const program of running) {
    await program.stop();
    assert.doesNotMatch(program.log, SECRETS);
  }
});

/** Opens a terminal; macOS has another. */
const needsScript = process.platform === 'linux' ? needs('script') : { skip: 'needs script of util-linux' };

/** A scratch folder whose files are replaced whole. */
function folder() {
  const directory = scratch();
  const at = (name: string) => join(directory, name);
  const write = (name: string, text: string) => {
    writeFileSync(at(`${name}.new`), text, { mode: 0o600 });
    renameSync(at(`${name}.new`), at(name));
  };
  return { at, write };
}

async function start(env: Record<string, string>, serves?: (url: string) => Promise<boolean>) {
  const program = await Program.start({ LOWI_BROKER_PORT: '0', ...env }, [], serves);
  running.push(program);
  const reloads = () => program.log.match(/msg="configuration reloaded"/g)?.length ?? 0;
  /** Reloads it, and waits until that is done. */
  const hangUp = async (done = /msg="configuration reloaded"/g) => {
    const count = () => program.log.match(done)?.length ?? 0;
    const before = count();
    program.child.kill('SIGHUP');
    await program.until('a reload', async () => count() > before);
  };
  return { program, hangUp, reloads };
}

/** Waits for a line of the log: what was written before an answer may be read after it. */
function logged(program: Program, line: RegExp): Promise<void> {
  return program.until(String(line), async () => line.test(program.log));
}

function brokerOf({ log }: Program): string {
  return /address="?(mqtts?:\/\/[^ "]+)/.exec(log)?.[1] ?? assert.fail(log);
}

const REJECTED = /msg="cannot reload the configuration/g;
const config = (name: string, role: string, high: number, more = '') =>
  `devices: { ${IDENT}: { name: My ${name}, channels: { CH1: { name: ${name}, role: ${role} } } } }\nprices: { import: { high: ${high} } }\n${more}`;
const info = (name: string, role: string) =>
  `lowi_channel_info{ident="${IDENT}",channel="CH1",name="${name}",source="",units="",role="${role}",device="My ${name}"}`;
const PRICE = `lowi_price_euros_per_kilowatthour{ident="${IDENT}",channel="CH0",direction="import"}`;

/** The price of import at the high tariff. */
async function highPrice(program: Program): Promise<number | undefined> {
  const prices = (await (await program.get('/api/v1/prices')).json()) as PricesView;
  return prices.tariffs?.import?.high;
}

test('SIGHUP applies names, roles and prices to existing channels, and names settings that need a restart', async (t) => {
  const { at, write } = folder();
  write('lowi.yml', config('Roof', 'production', 0.32));
  const { program, hangUp } = await start({ LOWI_CONFIG_FILE: at('lowi.yml') });
  const client = await connectAsync(brokerOf(program));
  t.after(() => client.endAsync(true));
  await client.publishAsync(`${IDENT}/PUB/CH0`, '{"T":"1","CIH":"5"}');
  await program.untilSample(PRICE, 0.32);
  await client.publishAsync(`${IDENT}/PUB/CH1`, '{"P":"100"}');
  await program.untilSample(info('Roof', 'production'), 1);
  write('lowi.yml', config('Car', 'vehicle', 0.4, 'http: { port: 1 }\nlowi: { maxPower: 5 }'));
  await hangUp();
  const samples = await program.samples();
  assert.equal(samples.get(info('Car', 'vehicle')), 1);
  assert.equal(samples.get(info('Roof', 'production')), undefined);
  assert.equal(samples.get(PRICE), 0.4);
  // the port is set by the environment too, which beats the file
  await logged(program, /settings=lowi\.maxPower msg="changed settings need a restart"/);
  await client.publishAsync(`${IDENT}/PUB/CH1`, '{"P":"200"}');
  await program.untilSample(`lowi_power_watts{ident="${IDENT}",channel="CH1"}`, 200);
  assert.equal((await program.samples()).get(info('Car', 'vehicle')), 1);
});

test('a broken configuration changes nothing, and each error is logged', async () => {
  const { at, write } = folder();
  write('lowi.yml', config('Roof', 'production', 0.32));
  const { program, hangUp, reloads } = await start({ LOWI_CONFIG_FILE: at('lowi.yml') });
  write('lowi.yml', config('Car', 'rocket', 0.4, 'mqtt: { password: [geheim] }\nnonsense: 1'));
  await hangUp(REJECTED);
  await program.until('three errors', async () => program.log.match(REJECTED)?.length === 3);
  await logged(program, /level=error .*devices\.3494546c709b\.channels\.CH1\.role: expected one of/);
  assert.equal(await highPrice(program), 0.32);
  assert.equal((await program.samples()).get('lowi_log_messages_total{level="error"}'), 3);
  assert.equal(reloads(), 0);
});

test('POST /-/reload answers 200, or 500 with the errors; other methods get 405', async () => {
  const { at, write } = folder();
  write('lowi.yml', config('Roof', 'production', 0.32));
  const { program } = await start({ LOWI_CONFIG_FILE: at('lowi.yml'), LOWI_HTTP_RELOAD: 'true' });
  write('lowi.yml', config('Roof', 'production', 0.5, 'lowi: { maxPower: 5 }'));
  const reloaded = await program.get('/-/reload', {}, 'POST');
  assert.equal(reloaded.status, 200);
  assert.equal(await reloaded.text(), 'Reloaded.\nThese need a restart: lowi.maxPower\n');
  assert.equal(await highPrice(program), 0.5);
  write('lowi.yml', 'prices: { gas: cheap }\nbroker: { password: geheim }');
  const failed = await program.get('/-/reload', {}, 'POST');
  const text = await failed.text();
  assert.equal(failed.status, 500);
  assert.match(text, /prices\.gas: expected a number of euros, got "cheap"\n/);
  assert.match(text, /broker\.username .*: expected to be set together with broker\.password/);
  assert.doesNotMatch(text, SECRETS);
  assert.equal(await highPrice(program), 0.5);
  for (const method of ['GET', 'HEAD', 'PUT']) {
    const denied = await program.get('/-/reload', {}, method);
    assert.deepEqual([denied.status, denied.headers.get('allow')], [405, 'POST'], method);
  }
});

test('POST /-/reload is not there by default', async () => {
  const { program, reloads } = await start({});
  for (const method of ['GET', 'POST'])
    assert.equal((await program.get('/-/reload', {}, method)).status, 404);
  assert.equal(reloads(), 0);
});

const [first, second] = [makeCertificates(5), makeCertificates(5)];
const END = (use: string) => `lowi_tls_certificate_not_after_timestamp_seconds{use="${use}"}`;

test('the embedded broker takes a new certificate and a new password', async () => {
  const { at, write } = folder();
  const use = (file: (name: string) => string) => {
    for (const name of ['server.crt', 'server.key']) copyFileSync(file(name), at(name));
  };
  use(first);
  write('password', 'geheim-old');
  const { program, hangUp } = await start({
    LOWI_BROKER_HOST: '127.0.0.1',
    LOWI_BROKER_USERNAME: 'lowi',
    LOWI_BROKER_PASSWORD_FILE: at('password'),
    LOWI_BROKER_CERT_FILE: at('server.crt'),
    LOWI_BROKER_KEY_FILE: at('server.key'),
  });
  const login = (password: string, file: (name: string) => string) => {
    const ca = readFileSync(file('ca.crt'));
    return connectAsync(brokerOf(program), { username: 'lowi', password, ca, reconnectPeriod: 0 }, false);
  };
  const before = await login('geheim-old', first);
  assert.ok((await program.samples()).get(END('broker')));
  await logged(program, /level=warn .*use=broker not_after=\S+ msg="certificate expires soon"/);
  use((name) => (name === 'server.crt' ? second(name) : first(name)));
  await hangUp(REJECTED);
  await logged(program, /broker\.keyFile .*: expected the key of the certificate in broker\.certFile/);
  await (await login('geheim-old', first)).endAsync();
  const closed = new Promise((resolve) => before.once('close', () => resolve(undefined)));
  use(second);
  write('password', 'geheim-new');
  await hangUp();
  await closed;
  await assert.rejects(login('geheim-old', second), /Not authorized|Bad username or password/);
  await (await login('geheim-new', second)).endAsync();
  await assert.rejects(login('geheim-new', first), /self.signed|unable to verify|signature/i);
});

const RIGHT = 'prom:geheim-web';
const USERS = `basic_auth_users: { prom: "${hashSync('geheim-web', 4)}" }\n`;
const SUCCESSFUL = 'lowi_web_config_last_reload_successful';
const SUCCESS_TIME = 'lowi_web_config_last_reload_success_timestamp_seconds';
const authorization = `Basic ${Buffer.from(RIGHT).toString('base64')}`;

/** An exporter with a web configuration of users, and the status of a scrape without a password. */
async function guarded(env: Record<string, string> = {}) {
  const { at, write } = folder();
  write('web.yml', USERS);
  const files = { LOWI_HTTP_WEB_CONFIG_FILE: at('web.yml'), ...env };
  const healthy = async (url: string) => (await fetch(`${url}/-/healthy`)).ok;
  const started = await start(files, healthy);
  const { program } = started;
  const scrape = async () => {
    const page = await (await program.get('/metrics', { authorization })).text();
    return (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
  };
  const open = async () => (await program.get('/metrics')).status;
  return { ...started, at, write, scrape, open };
}

test('an emptied web configuration keeps authentication until SIGHUP', async () => {
  const { program, write, scrape, open, hangUp } = await guarded();
  const initial = await scrape();
  assert.equal(initial(SUCCESSFUL), 1);
  assert.ok(Math.abs(initial(SUCCESS_TIME) - Date.now() / 1000) < 60);
  for (const text of ['', '# nothing\n', 'basic_auth_users:\n', 'tls_server_config:\n']) {
    write('web.yml', USERS);
    await program.until('the users again', async () => (await scrape())(SUCCESSFUL) === 1);
    write('web.yml', text);
    await program.until(`a failed reload of ${text}`, async () => (await scrape())(SUCCESSFUL) === 0);
    assert.equal(await open(), 401, text);
  }
  await logged(program, /level=error .*basic_auth_users: expected SIGHUP or a restart to end authent/);
  await hangUp();
  assert.equal(await open(), 200);
  assert.equal((await scrape())(SUCCESSFUL), 1);
  await logged(program, /level=warn .*key=basic_auth_users msg="http: authentication ended"/);
});

test('POST /-/reload needs the password, and reads the users again', async () => {
  const { program, write } = await guarded({ LOWI_HTTP_RELOAD: 'true' });
  assert.equal((await program.get('/-/reload', {}, 'POST')).status, 401);
  write('web.yml', `basic_auth_users: { other: "${hashSync('geheim-2', 4)}" }\n`);
  assert.equal((await program.get('/-/reload', { authorization }, 'POST')).status, 200);
  assert.equal((await program.get('/metrics', { authorization })).status, 401);
});

test('a reload that fails at the web configuration shows at the next scrape', async () => {
  const { program, write, scrape } = await guarded({ LOWI_HTTP_RELOAD: 'true' });
  const post = async () => (await program.get('/-/reload', { authorization }, 'POST')).status;
  write('web.yml', `bogus: 1\n${USERS}`);
  assert.equal(await post(), 500);
  assert.equal((await scrape())(SUCCESSFUL), 0);
  write('web.yml', USERS);
  assert.equal(await post(), 200);
  assert.equal((await scrape())(SUCCESSFUL), 1);
});

test('an emptied web configuration keeps TLS and client certificates', async () => {
  const { at, write } = folder();
  for (const name of ['server.crt', 'server.key', 'ca.crt']) copyFileSync(first(name), at(name));
  const pair = 'cert_file: server.crt, key_file: server.key';
  const client = 'client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt';
  write('web.yml', `tls_server_config: { ${pair}, ${client} }\n`);
  const port = await freePort();
  const own = { cert: readFileSync(first('client.crt')), key: readFileSync(first('client.key')) };
  const env = { LOWI_HTTP_WEB_CONFIG_FILE: at('web.yml'), LOWI_HTTP_PORT: String(port) };
  const { program, hangUp } = await start(env, async () => (await ask(port, own)).status === 200);
  const failed = async () => (await ask(port, own)).text.includes(`\n${SUCCESSFUL} 0\n`);
  assert.ok((await ask(port, own)).text.includes(END('http')));
  write('web.yml', `tls_server_config: { ${pair} }\n`);
  await program.until('a failed reload', failed);
  await assert.rejects(ask(port));
  await logged(program, /tls_server_config\.client_auth_type: expected SIGHUP or a restart/);
  write('web.yml', '');
  await program.until('no TLS', async () => {
    await ask(port, own); // the file is looked at when somebody asks
    return /expected a restart to begin or end with TLS/.test(program.log);
  });
  await hangUp(REJECTED);
  await assert.rejects(ask(port));
  assert.equal((await ask(port, own)).status, 200);
  write('web.yml', `tls_server_config: { ${pair} }\n`);
  await hangUp();
  assert.equal((await ask(port)).status, 200);
});

test('a changed password is used for the next connection to a broker', needsMosquitto, async () => {
  const { at, write } = folder();
  setPassword(at('passwd'), 'exporter', 'geheim-mqtt');
  const port = await freePort();
  const pair = [
    `cafile ${first('ca.crt')}`,
    `certfile ${first('server.crt')}`,
    `keyfile ${first('server.key')}`,
  ];
  const lines = [`listener ${port} 127.0.0.1`, ...pair, 'require_certificate true', 'allow_anonymous false'];
  const mosquitto = await startMosquitto(port, [...lines, `password_file ${at('passwd')}`]);
  write('password', 'geheim-wrong');
  for (const name of ['client.crt', 'client.key']) copyFileSync(second(name), at(name));
  const { program, hangUp } = await start({
    LOWI_MQTT_URL: `mqtts://127.0.0.1:${port}`,
    LOWI_MQTT_USERNAME: 'exporter',
    LOWI_MQTT_PASSWORD_FILE: at('password'),
    LOWI_MQTT_CA_FILE: first('ca.crt'),
    LOWI_MQTT_CERT_FILE: at('client.crt'),
    LOWI_MQTT_KEY_FILE: at('client.key'),
  });
  await program.until('the server certificate', async () =>
    (await program.samples()).has(END('mqtt_server')),
  );
  assert.equal((await program.samples()).get('lowi_mqtt_connected'), 0);
  for (const name of ['client.crt', 'client.key']) copyFileSync(first(name), at(name));
  write('password', 'geheim-mqtt');
  await hangUp();
  await program.untilSample('lowi_mqtt_connected', 1);
  assert.ok((await program.samples()).get(END('mqtt_client')));
  await mosquitto.kill('SIGTERM');
});

test('a damaged certificate ends the start with status 2', () => {
  const { at, write } = folder();
  write('bad.crt', '-----BEGIN CERTIFICATE-----\ngeheim\n-----END CERTIFICATE-----\n');
  const { status, stderr } = command([], {
    env: { LOWI_BROKER_CERT_FILE: at('bad.crt'), LOWI_BROKER_KEY_FILE: first('server.key') },
  });
  assert.equal(status, 2);
  assert.match(stderr, /^broker\.certFile \(LOWI_BROKER_CERT_FILE\): expected a PEM file .*bad\.crt"\n$/);
  assert.doesNotMatch(stderr, SECRETS);
});

/** Started by a shell; gives its process id. */
async function startedBy(script: string, env: Record<string, string>) {
  const port = await freePort();
  const settings = { LOWI_HTTP_PORT: String(port), LOWI_HTTP_HOST: '127.0.0.1', LOWI_BROKER_PORT: '0' };
  const shell = spawn('sh', ['-c', script, process.execPath], {
    env: { ...process.env, ...settings, LOWI_HTTP_RELOAD: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  shell.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const pid = await new Promise<number>((resolve) =>
    shell.stdout.once('data', (text) => resolve(Number(text))),
  );
  let running = true;
  process.once('exit', () => running && process.kill(pid, 'SIGKILL'));
  const ended = new Promise((resolve) => shell.once('close', resolve)).then(() => {
    running = false;
  });
  return { url: `http://127.0.0.1:${port}`, pid, log: () => log, ended };
}

const IGNORING: [string, string, Record<string, string>][] = [
  ['a shell that ignores it', `trap "" HUP; "$0" ${MAIN} & echo $!; wait`, {}],
  ['nohup', `nohup "$0" ${MAIN} & echo $!; wait`, { _: '/usr/bin/nohup' }], // as bash and zsh export it
];
for (const [what, script, env] of IGNORING) {
  test(`SIGHUP stays ignored when inherited from ${what}`, async () => {
    const { url, pid, log, ended } = await startedBy(script, env);
    await until(() => /broker: listening/.test(log()), 'it listens');
    process.kill(pid, 'SIGHUP');
    process.kill(pid, 'SIGHUP');
    assert.equal((await fetch(`${url}/-/reload`, { method: 'POST' })).status, 200);
    process.kill(pid, 'SIGTERM');
    await ended;
    assert.match(log(), /SIGHUP is ignored/);
    assert.equal(log().match(/msg="configuration reloaded"/g)?.length, 1, log());
    assert.match(log(), /msg="shutting down"/);
  });
}

test('shuts down when its terminal closes', needsScript, async () => {
  const { at } = folder();
  const port = await freePort();
  const settings = { LOWI_HTTP_PORT: String(port), LOWI_HTTP_HOST: '127.0.0.1', LOWI_BROKER_PORT: '0' };
  const line = `exec ${process.execPath} ${MAIN} 2>${at('log')}`;
  const terminal = spawn('script', ['-qec', line, '/dev/null'], {
    env: { ...process.env, ...settings },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const log = () => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8') : '');
  await until(() => /broker: listening/.test(log()), 'it listens');
  terminal.kill('SIGKILL');
  await until(() => /msg="shutting down"/.test(log()), 'it ends', 30_000);
  assert.doesNotMatch(log(), /configuration reloaded/);
});
