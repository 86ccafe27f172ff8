import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { makeCertificates } from '../net/certificates.ts';
import { scratchFile } from '../scratch.ts';
import { Program } from './program.ts';
import { ask } from './web-client.ts';

/** Longer than the health check takes on a busy machine. */
const PATIENCE_MS = 60_000;
/** Of a check that gets no answer. */
const STANDSTILL_MS = 5000;
const file = makeCertificates();
const client = { cert: readFileSync(file('client.crt')), key: readFileSync(file('client.key')) };
const tls = `cert_file: ${file('server.crt')}, key_file: ${file('server.key')}`;
const mutual = `client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${file('ca.crt')}`;

/** The exit status of the image's health check; null if it gets no answer. */
function health(port: number | string, timeout = PATIENCE_MS): number | null {
  const env = { LOWI_HTTP_PORT: String(port) };
  return spawnSync(process.execPath, ['docker/healthcheck.mjs'], { env, timeout }).status;
}

const start = (env: Record<string, string> = {}, serves?: (url: string) => Promise<boolean>) =>
  Program.start({ LOWI_BROKER_PORT: '0', ...env }, [], serves);
const portOf = ({ url }: Program) => new URL(url).port;

test('healthy over plain HTTP, unhealthy while the program is stopped and after it has ended', async () => {
  const program = await start();
  assert.equal(health(portOf(program)), 0);
  program.child.kill('SIGSTOP');
  assert.equal(health(portOf(program), STANDSTILL_MS), null);
  program.child.kill('SIGCONT');
  assert.equal(await program.stop(), 0);
  assert.equal(health(portOf(program)), 1);
});

for (const [what, config] of [
  ['TLS', tls],
  ['TLS with client certificates', `${tls}, ${mutual}`],
] as const) {
  test(`healthy over ${what}`, async () => {
    const web = scratchFile('web.yml', `tls_server_config: { ${config} }\n`);
    const program = await start({ LOWI_HTTP_WEB_CONFIG_FILE: web }, async (url) => {
      const { status } = await ask(new URL(url).port, { ...client, path: '/-/healthy' });
      return status === 200;
    });
    assert.equal(health(portOf(program)), 0);
    assert.doesNotMatch(program.log, /level=(warn|error)(?!.*no LOWI can reach it)/);
    await program.stop();
  });
}
