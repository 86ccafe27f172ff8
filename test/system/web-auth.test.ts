import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { hashSync } from 'bcryptjs';
import { launchChromium, needsChromium } from '../http/chromium.ts';
import { makeCertificates } from '../net/certificates.ts';
import { freePort } from '../net/free-port.ts';
import { scratch } from '../scratch.ts';
import { command, Program } from './program.ts';
import { Prometheus } from './prometheus.ts';
import { ask, type Question } from './web-client.ts';

const PASSWORD = 'geheim-8b1f';
const HASH = hashSync(PASSWORD, 8);
const RIGHT = `prom:${PASSWORD}`;
const USERS = `basic_auth_users: { prom: ${HASH} }\n`;
const TLS = 'cert_file: server.crt, key_file: server.key';

const [first, second] = [makeCertificates(), makeCertificates()];
const own = { cert: readFileSync(first('client.crt')), key: readFileSync(first('client.key')) };
const strange = { cert: readFileSync(second('client.crt')), key: readFileSync(second('client.key')) };
const running: Program[] = [];
after(async () => {
  for (const program of running) {
    await program.stop();
    assert.doesNotMatch(program.log, /geheim|\$2[aby]\$|PRIVATE KEY/);
  }
});

/** A directory with the first certificates and a web configuration in it. */
function webFiles(yaml: string) {
  const folder = scratch();
  const at = (name: string) => join(folder, name);
  const use = (file: (name: string) => string, names = ['server.crt', 'server.key', 'ca.crt']) => {
    for (const name of names) copyFileSync(file(name), at(name));
  };
  const write = (text: string) => {
    writeFileSync(at('web.yml.new'), text);
    renameSync(at('web.yml.new'), at('web.yml'));
  };
  use(first);
  write(yaml);
  return { at, use, write };
}

/** A running exporter with a web configuration, and how to ask it. */
async function start(yaml: string, asHealthy: Question = {}) {
  const files = webFiles(yaml);
  const port = await freePort();
  const env = {
    LOWI_HTTP_WEB_CONFIG_FILE: files.at('web.yml'),
    LOWI_HTTP_PORT: String(port),
    LOWI_BROKER_PORT: '0',
  };
  const healthy = { ...asHealthy, path: '/-/healthy' };
  const program = await Program.start(
    { ...env, LOWI_LOG_LEVEL: 'debug' },
    [],
    async () => (await ask(port, healthy)).status === 200,
  );
  running.push(program);
  const status = async (question: Question = {}) => (await ask(port, question)).status;
  const until = (what: string, condition: () => Promise<boolean>, limitMs?: number) =>
    program.until(what, condition, limitMs);
  return { ...files, program, port, status, until };
}

test('everything but /-/healthy needs TLS and a password', async () => {
  const { port, status, program } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  const ca = readFileSync(first('ca.crt'));
  for (const path of [
    '/',
    '/metrics',
    '/-/ready',
    '/api/v1/channels',
    '/nowhere',
    '/-/HEALTHY',
    '/-/healthy/',
  ])
    assert.equal(await status({ ca, path }), 401, path);
  const denied = await ask(port);
  assert.match(String(denied.headers['www-authenticate']), /^Basic realm="/);
  assert.doesNotMatch(denied.text, /lowi_|prom/);
  assert.equal(await status({ ca, path: '/-/healthy' }), 200);
  assert.match((await ask(port, { ca, credentials: RIGHT })).text, /lowi_exporter_build_info/);
  for (const credentials of ['prom:wrong', `nobody:${PASSWORD}`, 'prom:', ':', `prom:${HASH}`])
    assert.equal(await status({ credentials }), 401, credentials);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/metrics`));
  assert.match(program.log, new RegExp(`https://localhost:${port}/`));
});

test('treats an unreadable Authorization header as a wrong password', async () => {
  const { port } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  const encoded = Buffer.from(RIGHT).toString('base64');
  const told = async (authorization: string) => {
    const { status, text, headers } = await ask(port, { headers: { authorization } });
    return [status, text, headers['www-authenticate']];
  };
  const wrong = await told(`Basic ${Buffer.from('prom:wrong').toString('base64')}`);
  assert.equal(wrong[0], 401);
  for (const header of [
    '',
    'Basic',
    'Basic !',
    'Basic cHJvbQ==',
    `Bearer ${encoded}`,
    encoded,
    'x'.repeat(9000),
  ])
    assert.deepEqual(await told(header), wrong, header);
  assert.equal((await told(`bAsIc ${encoded}`))[0], 200);
});

test('rejects a flood of wrong passwords, and serves a scraper meanwhile', async () => {
  const { port, status } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  assert.equal(await status({ credentials: RIGHT }), 200);
  const agent = new Agent({ keepAlive: true, maxSockets: 40, rejectUnauthorized: false });
  const flood = Array.from({ length: 200 }, (_, i) => status({ credentials: `prom:wrong ${i}`, agent }));
  const scrape = await ask(port, { credentials: RIGHT });
  assert.equal(scrape.status, 200);
  const statuses = await Promise.all(flood);
  assert.deepEqual([...new Set(statuses)].sort(), [401, 503]);
  agent.destroy();
});

const CLIENTS: [string, { none: boolean; strange: boolean; own: boolean }][] = [
  ['RequestClientCert', { none: true, strange: true, own: true }],
  ['RequireAnyClientCert', { none: false, strange: true, own: true }],
  ['VerifyClientCertIfGiven', { none: true, strange: false, own: true }],
  ['RequireAndVerifyClientCert', { none: false, strange: false, own: true }],
];
for (const [clientAuth, allowed] of CLIENTS) {
  const more = `client_auth_type: ${clientAuth}, client_ca_file: ca.crt`;
  test(`client certificates: ${clientAuth}`, async () => {
    const { status } = await start(`tls_server_config: { ${TLS}, ${more} }`, own);
    const served = async (question: Question) => (await status(question).catch(() => 0)) === 200;
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const none = await served({ maxVersion });
      const [foreign, mine] = [
        await served({ ...strange, maxVersion }),
        await served({ ...own, maxVersion }),
      ];
      assert.deepEqual({ none, strange: foreign, own: mine }, allowed, maxVersion);
    }
  });
}

test('min_version limits the TLS version, and the default is TLS 1.2', async () => {
  const old = { ciphers: 'DEFAULT:@SECLEVEL=0', maxVersion: 'TLSv1.1' } as const;
  const modern = await start(`tls_server_config: { ${TLS}, min_version: TLS13 }`);
  await assert.rejects(ask(modern.port, { maxVersion: 'TLSv1.2' }));
  const usual = await start(`tls_server_config: { ${TLS} }`);
  await assert.rejects(ask(usual.port, old));
  assert.equal((await ask(usual.port, { maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
});

test('applies a renewed certificate, users and client certificates without a restart', async () => {
  const { port, program, use, write, status, until } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  const before = await ask(port, { credentials: RIGHT, agent });
  use(second);
  await until('another serial', async () => (await ask(port)).serial !== before.serial);
  const kept = await ask(port, { credentials: RIGHT, agent });
  assert.deepEqual([kept.status, kept.serial], [200, before.serial], 'the open connection continues');
  const other = 'grafana:geheim-other';
  const more = 'client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt';
  const users = `basic_auth_users: { grafana: ${hashSync('geheim-other', 4)} }`;
  write(`tls_server_config: { ${TLS}, ${more} }\n${users}`);
  await until('client certificates', () =>
    ask(port).then(
      () => false,
      () => true,
    ),
  );
  await assert.rejects(ask(port, own));
  assert.equal(await status({ ...strange, credentials: RIGHT }), 401);
  assert.equal(await status({ ...strange, credentials: other }), 200);
  assert.equal((await ask(port, { credentials: RIGHT, agent })).status, 401, 'on the open connection too');
  assert.match(program.log, /web configuration reloaded/);
  agent.destroy();
});

test('reloads the certificate when its symlink target changes', async () => {
  const { at, port, until, program } = await start(`tls_server_config: { ${TLS} }`);
  writeFileSync(
    at('web.yml'),
    'tls_server_config: { cert_file: live/server.crt, key_file: live/server.key }',
  );
  const link = (file: (name: string) => string) => {
    symlinkSync(join(file('server.crt'), '..'), at('live.new'));
    renameSync(at('live.new'), at('live'));
  };
  link(first);
  await until('the first', async () => {
    await ask(port);
    return program.log.includes('reloaded');
  });
  const { serial } = await ask(port);
  link(second);
  await until('another serial', async () => (await ask(port)).serial !== serial);
});

test('a broken reload changes nothing, and is logged once', async () => {
  const { at, port, program, write, use, status, until } = await start(
    `tls_server_config: { ${TLS} }\n${USERS}`,
  );
  const { serial } = await ask(port);
  const logged = () => program.log.match(/cannot reload the web configuration/g)?.length ?? 0;
  const look = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const answer = await ask(port, { credentials: RIGHT });
    assert.deepEqual([answer.status, answer.serial], [200, serial]);
  };
  const breaks = [
    () => write(`${USERS}geheim: [`),
    () => write('basic_auth_users: { prom: geheim }'),
    () => write(USERS), // no TLS any more: that takes a restart
    () => {
      write(`tls_server_config: { ${TLS} }\n${USERS}`);
      use(second, ['server.crt']); // the key has yet to come
    },
    () => renameSync(at('web.yml'), at('away.yml')),
  ];
  for (const [index, change] of breaks.entries()) {
    change();
    await look();
    await look();
    assert.equal(logged(), index + 1, program.log);
  }
  use(second);
  renameSync(at('away.yml'), at('web.yml'));
  await until('another serial', async () => (await ask(port)).serial !== serial);
  assert.equal(await status({ credentials: RIGHT }), 200);
});

test('shuts down although a client never completes its TLS handshake', async () => {
  const { port, program } = await start(`tls_server_config: { ${TLS} }`);
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  assert.equal(await program.stop(), 0);
});

test('reports every error before it starts, and exits with 2', () => {
  const { at } = webFiles(
    'tls_server_config: { cert_file: x, key_file: y, min_version: Z }\nbasic_auth_users: { u: geheim }\nz: 1',
  );
  const { status, stderr } = command([], {
    env: { LOWI_HTTP_WEB_CONFIG_FILE: at('web.yml'), LOWI_MQTT_QOS: '7' },
  });
  assert.equal(status, 2);
  const lines = stderr.trim().split('\n');
  assert.equal(lines.length, 6, stderr);
  assert.equal(
    lines.filter((line) => line.startsWith('http.webConfigFile (LOWI_HTTP_WEB_CONFIG_FILE)')).length,
    5,
  );
  assert.doesNotMatch(stderr, /geheim/);
});

test('the status page refreshes with the password that it was opened with', needsChromium(), async () => {
  const { port } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await page.goto(`https://${RIGHT}@127.0.0.1:${port}/`);
    const refreshed = await page.waitForResponse((response) => response.request().resourceType() === 'fetch');
    assert.equal(refreshed.status(), 200);
  } finally {
    await browser.close();
  }
});

test('denies a flood of wrong passwords while a scraper is served', async () => {
  const { at, port, until } = await start(`tls_server_config: { ${TLS} }\n${USERS}`);
  const credentials = { username: 'prom', password: PASSWORD };
  const scrape = {
    job_name: 'lowi',
    scheme: 'https',
    scrape_interval: '1s',
    basic_auth: credentials,
    tls_config: { ca_file: at('ca.crt') },
    static_configs: [{ targets: [`127.0.0.1:${port}`] }],
  };
  writeFileSync(at('prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
  const prometheus = await Prometheus.start(at('prometheus.yml'));
  try {
    await until('up is 1', async () => (await prometheus.query('up == 1')).length === 1);
  } finally {
    await prometheus.stop();
  }
});
