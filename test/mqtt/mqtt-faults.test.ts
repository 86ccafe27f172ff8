import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rejectionReasonOf } from '../../src/mqtt/client/errors.ts';

const failure = (code: string | number) => Object.assign(new Error('in the words of a library'), { code });

const CHECKS: [code: string | number, check: RegExp][] = [
  ['ENOTFOUND', /mqtt\.url/],
  ['EAI_AGAIN', /DNS/],
  ['ECONNREFUSED', /broker runs/],
  ['EHOSTUNREACH', /firewalls/],
  ['CERT_HAS_EXPIRED', /Renew/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /mqtt\.caFile/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /mqtt\.caFile/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /mqtt\.caFile/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /mqtt\.caFile/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /mqtt:\/\//],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /mqtt\.certFile/],
  [1, /mqtt\.protocolVersion/],
  [2, /mqtt\.clientId/],
  [4, /mqtt\.password/],
  [5, /mqtt\.password/],
  [134, /mqtt\.password/],
  [142, /same client id/],
];
for (const [code, check] of CHECKS) {
  test(`${code} says what to check`, () => assert.match(rejectionReasonOf(failure(code)), check));
}

test('what is not known is told as it came', () => {
  assert.equal(rejectionReasonOf(failure('ENEW')), 'in the words of a library');
  assert.equal(rejectionReasonOf(new Error('without a code')), 'without a code');
  assert.match(rejectionReasonOf(142), /same client id/);
  assert.match(rejectionReasonOf(151), /reason code 151/);
});
