import assert from 'node:assert/strict';
import test from 'node:test';
import { hashSync } from 'bcryptjs';
import { cpuSeconds } from '../../bench/processes.ts';
import { makeCertificates } from '../net/certificates.ts';
import { freePort } from '../net/free-port.ts';
import { scratchFile } from '../scratch.ts';
import { Program } from '../system/program.ts';
import { ask } from '../system/web-client.ts';

const HASH = hashSync('geheim-8b1f', 8);
const ATTEMPTS = 30;
const file = makeCertificates();

test('a wrong password takes as long for a user who exists as for one who does not', async (t) => {
  const tls = `tls_server_config: { cert_file: ${file('server.crt')}, key_file: ${file('server.key')} }`;
  const web = scratchFile('web.yml', `${tls}\nbasic_auth_users: { prom: ${HASH} }\n`);
  const port = await freePort();
  const env = { LOWI_HTTP_WEB_CONFIG_FILE: web, LOWI_HTTP_PORT: String(port), LOWI_BROKER_PORT: '0' };
  const isHealthy = async () => (await ask(port, { path: '/-/healthy' })).status === 200;
  const program = await Program.start(env, [], isHealthy);
  t.after(() => program.stop());
  /** Processor seconds of the exporter for so many wrong passwords; unlike elapsed time, other work does not change them. */
  const cost = async (user: string) => {
    const before = cpuSeconds(program.child.pid as number);
    for (let i = 0; i < ATTEMPTS; i++) await ask(port, { credentials: `${user}:wrong ${i}` });
    return cpuSeconds(program.child.pid as number) - before;
  };
  await cost('warm-up');
  const [known, unknown] = [await cost('prom'), await cost('nobody')];
  assert.ok(known / unknown > 0.6 && known / unknown < 1.67, `${known} s and ${unknown} s`);
});
