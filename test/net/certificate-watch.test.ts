import assert from 'node:assert/strict';
import test from 'node:test';
import { type Certificate, CertificateWatch } from '../../src/net/certificates.ts';
import { recordedLog } from '../recorded-log.ts';

const DAY = 86_400;
const NOW = 1_790_000_000;

test('warns once a day from 14 days before a certificate expires, until it is renewed', () => {
  const { log, lines } = recordedLog();
  let certificates: Certificate[] = [
    { use: 'http', notAfter: NOW + 15 * DAY },
    { use: 'broker', notAfter: NOW + 100 * DAY },
  ];
  const watch = new CertificateWatch(log, () => certificates);
  watch.check(NOW);
  assert.equal(lines.length, 0);
  for (let minute = 0; minute < 2 * 24 * 60; minute++) watch.check(NOW + 1.5 * DAY + minute * 60);
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    Array(2).fill(['warn', 'certificate expires soon']),
  );
  watch.check(NOW + 16 * DAY);
  assert.equal(lines.at(-1)?.msg, 'certificate expired');
  watch.restart(NOW + 16 * DAY);
  assert.equal(lines.length, 4, 'a reload warns again');
  certificates = [{ use: 'http', notAfter: NOW + 100 * DAY }];
  watch.check(NOW + 18 * DAY);
  assert.equal(lines.length, 4);
});
