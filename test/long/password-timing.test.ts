import assert from 'node:assert/strict';
import test from 'node:test';
import { hashSync } from 'bcryptjs';
import { makeCertificates } from '../net/certificates.ts';
import { freePort } from '../net/free-port.ts';
import { scratchFile } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { ask } from '../system/web-client.ts';

const HASH = hashSync('geheim-8b1f', 8);
const file = makeCertificates();

test('a wrong password takes as long for a user who exists as for one who does not', async (t) => {
  const tls = `tls_server_config: { cert_file: ${file('server.crt')}, key_file: ${file('server.key')} }`;
  const web = scratchFile('web.yml', `${tls}\nbasic_auth_users: { prom: ${HASH} }\n`);
  const port = await freePort();
  const env = { LOWI_HTTP_WEB_CONFIG_FILE: web, LOWI_HTTP_PORT: String(port), LOWI_BROKER_PORT: '0' };
  const isHealthy = async () => (await ask(port, { path: '/-/healthy' })).status === 200;
  const program = await Program.start(env, [], isHealthy);
  t.after(() => program.stop());
  const [known, unknown]: [number[], number[]] = [[], []];
  // in turn, and the quickest of each: other work of the machine slows down both
  for (let i = 0; i < 20; i++) {
    known.push((await ask(port, { credentials: `prom:wrong ${i}` })).milliseconds);
    unknown.push((await ask(port, { credentials: `nobody:wrong ${i}` })).milliseconds);
  }
  const ratio = Math.min(...known) / Math.min(...unknown);
  assert.ok(ratio > 0.6 && ratio < 1.67, `${Math.min(...known)} ms and ${Math.min(...unknown)} ms`);
});
