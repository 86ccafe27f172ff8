import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'node:test';
import { loadSettings } from '../../src/config/load.ts';
import { readWebConfig } from '../../src/http/web/config.ts';
import { makeCertificates } from '../net/certificates.ts';
import { scratch } from '../scratch.ts';

const folder = scratch();
const file = makeCertificates();
for (const name of ['ca.crt', 'server.crt', 'server.key', 'client.key'])
  copyFileSync(file(name), join(folder, name));
const encrypted = ['-aes256', '-passout', 'pass:geheim', '-out', join(folder, 'encrypted.key')];
execFileSync('openssl', ['ec', '-in', file('server.key'), ...encrypted], { stdio: 'ignore' });
writeFileSync(join(folder, 'no.pem'), 'geheim');

let files = 0;
function write(yaml: string): string {
  const path = join(folder, `${++files}.yml`);
  writeFileSync(path, yaml);
  return path;
}

const HASH = '$2y$04$gYbzsiUVuoFi/uRomAFqKeZaNEz8pvgCy2v/Mmx/hceMsyL5Cn.xi';
const tls = (more = '', pair = 'cert_file: server.crt, key_file: server.key') =>
  `tls_server_config: { ${pair}${more && `, ${more}`} }`;

const WRONG: [string, string, RegExp][] = [
  ['unknown group', 'rate_limit: { burst: 1 }', /^rate_limit: unknown key; supported here: tls_s/],
  [
    'cipher suites',
    tls('cipher_suites: [A]'),
    /^tls_server_config\.cipher_suites: unknown key; supported here: cert_/,
  ],
  [
    'headers',
    'http_server_config: { headers: {} }',
    /^http_server_config: unknown key; supported here: tls_/,
  ],
  [
    'a value in place of a group',
    'tls_server_config: geheim',
    /^tls_server_config: expected values by key .*got text$/,
  ],
  ['a list in place of groups', '- geheim', /^the file: expected values by key .*got a list$/],
  ['invalid YAML', 'basic_auth_users: @geheim', /^expected YAML, got BAD_SCALAR_START in line 1 of ".*yml"$/],
  [
    'an alias without its anchor',
    'basic_auth_users: *geheim',
    /^expected a YAML file .*an alias without its anchor/,
  ],
  ['duplicate user', `basic_auth_users:\n  u: ${HASH}\n  u: ${HASH}`, /got DUPLICATE_KEY in line 3/],
  [
    'a plain password',
    'basic_auth_users: { u: geheim }',
    /^basic_auth_users\.u: expected a bcrypt hash .*"\*/,
  ],
  ['a truncated hash', `basic_auth_users: { u: ${HASH.slice(0, -1)} }`, /\.u: expected a bcrypt hash/],
  ['a costly hash', `basic_auth_users: { u: ${HASH.replace('$04$', '$31$')} }`, /of cost 4 to 15/],
  ['no hash', 'basic_auth_users: { u: }', /\.u: expected a bcrypt hash/],
  ['a colon in a name', `basic_auth_users: { "u:v": ${HASH} }`, /expected a name without a colon$/],
  [
    'users in a list',
    `basic_auth_users: [${HASH}]`,
    /^basic_auth_users: expected values by key, got a list$/,
  ],
  ['no key', tls('', 'cert_file: server.crt'), /\.key_file: expected the path of a file, got nothing$/],
  [
    'no certificate',
    tls('', 'key_file: server.key'),
    /\.cert_file: expected the path of a file, got nothing$/,
  ],
  [
    'missing certificate file',
    tls('', 'cert_file: x, key_file: server.key'),
    /\.cert_file: .*\(ENOENT.*\), got ".*\/x"$/,
  ],
  [
    'not PEM',
    tls('', 'cert_file: no.pem, key_file: server.key'),
    /\.cert_file: expected a PEM file, got ".*no\.pem"$/,
  ],
  ['a passphrase', tls('', 'cert_file: server.crt, key_file: encrypted.key'), /\.key_file: .*passphrase/],
  [
    'the key of another certificate',
    tls('', 'cert_file: server.crt, key_file: client.key'),
    /the key of the certificate/,
  ],
  ['version', tls('min_version: TLS9'), /\.min_version: expected TLS12, TLS13, got "TLS9"$/],
  ['TLS 1.1', tls('min_version: TLS11'), /\.min_version: expected TLS12, TLS13, got "TLS11"$/],
  ['maximum version', tls('max_version: TLS13'), /\.max_version: unknown key/],
  ['cipher order', tls('prefer_server_cipher_suites: true'), /\.prefer_server_cipher_suites: unknown key/],
  ['client auth', tls('client_auth_type: Some'), /\.client_auth_type: expected NoClientCert, .*got "Some"$/],
  ['no CA', tls('client_auth_type: RequireAndVerifyClientCert'), /\.client_ca_file: expected to be set for/],
  [
    'CA without client authentication',
    tls('client_ca_file: ca.crt'),
    /\.client_auth_type: expected to be set together/,
  ],
  [
    'CA missing',
    tls('client_auth_type: VerifyClientCertIfGiven, client_ca_file: x'),
    /client_ca_file: .*\(ENOENT/,
  ],
];
for (const [what, yaml, message] of WRONG) {
  test(`reports an error: ${what}`, () => {
    const { errors, config } = readWebConfig(write(yaml));
    assert.equal(errors.length, 1, errors.join('\n'));
    assert.match(errors[0] ?? '', message);
    assert.equal(config, undefined);
    assert.doesNotMatch(errors.join(), /geheim|\$2y/);
  });
}

test('paths start at the folder of the file, wherever the exporter runs', () => {
  mkdirSync(join(folder, 'below'), { recursive: true });
  const path = join(folder, 'below', 'web.yml');
  writeFileSync(path, tls('', `cert_file: ../server.crt, key_file: ${join(folder, 'server.key')}`));
  const { config, errors, files: read } = readWebConfig(relative('.', path));
  assert.deepEqual(errors, []);
  assert.equal(config?.tls?.context.minVersion, 'TLSv1.2');
  assert.equal(read.length, 3);
});

test('an empty file means plain HTTP without users; user names are always text', () => {
  const nothing = readWebConfig(write('')).config;
  assert.deepEqual([nothing?.tls, nothing?.users.size], [undefined, 0]);
  const named = readWebConfig(
    write(`basic_auth_users: { 0123: ${HASH}, true: ${HASH}, __proto__: ${HASH} }`),
  );
  assert.deepEqual([...(named.config?.users.keys() ?? [])], ['0123', 'true', '__proto__']);
});

test('accepts bcrypt hashes of cost 4 to 15 only', () => {
  const isAccepted = (cost: string) =>
    readWebConfig(write(`basic_auth_users: { u: ${HASH.replace('$04$', `$${cost}$`)} }`)).config !==
    undefined;
  const costs = ['03', '04', '09', '10', '15', '16', '31'];
  assert.deepEqual(costs.filter(isAccepted), ['04', '09', '10', '15']);
});

const load = (path: string) =>
  loadSettings({ flags: new Map(), env: { LOWI_HTTP_WEB_CONFIG_FILE: path, LOWI_HTTP_PORT: '-1' } });

test('its errors are errors of the configuration, together with all others', () => {
  const loaded = load(write(`${tls('min_version: TLS9, x: y')}\nbasic_auth_users: { u: geheim }`));
  assert.ok('errors' in loaded);
  assert.equal(loaded.errors.length, 4, loaded.errors.join('\n'));
  const own = loaded.errors.filter((error) =>
    error.startsWith('http.webConfigFile (LOWI_HTTP_WEB_CONFIG_FILE): '),
  );
  assert.equal(own.length, 3);
  const missing = load('/nowhere.yml');
  assert.match('errors' in missing ? missing.errors.join() : '', /can be read \(ENOENT\), got "\/nowhere/);
});

test(
  'warns of a secret that every user can read',
  process.platform === 'win32' ? { skip: 'no modes' } : {},
  () => {
    const path = write(`${tls()}\nbasic_auth_users: { u: ${HASH} }`);
    const password = join(folder, 'password');
    writeFileSync(password, 'geheim');
    const files = { LOWI_HTTP_WEB_CONFIG_FILE: path, LOWI_MQTT_PASSWORD_FILE: password };
    const env = { ...files, LOWI_STATE_FILE: 'none' };
    const warnings = (mode: number) => {
      for (const secret of [path, password, join(folder, 'server.key')]) chmodSync(secret, mode);
      const loaded = loadSettings({ flags: new Map(), env });
      return 'settings' in loaded ? loaded.settings.warnings : assert.fail(loaded.errors.join());
    };
    assert.deepEqual(warnings(0o640), []);
    const said = warnings(0o644);
    assert.equal(said.length, 3);
    assert.match(said.join(), /password: chmod o-r.*yml: chmod o-r.*server\.key: chmod o-r/);
    assert.doesNotMatch(said.join(), /geheim/);
  },
);
