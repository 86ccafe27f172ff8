import assert from 'node:assert/strict';
import test from 'node:test';
import { addressKey } from '../../src/net/listen.ts';

const SAME: [string, string[]][] = [
  ['192.168.1.5', ['192.168.1.5', '::ffff:192.168.1.5', '::FFFF:192.168.1.5']],
  ['2001:db8:1:2::/64', ['2001:db8:1:2::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::']],
  ['2001:db8:0:0::/64', ['2001:db8::', '2001:db8::7:8', '2001:db8:0:0:1::']],
  ['0:0:0:0::/64', ['::1', '::']],
  ['fe80:0:0:0::/64', ['fe80::1%eth0', 'fe80::2']],
  ['unknown', ['unknown']],
];
for (const [key, addresses] of SAME) {
  test(`a limit counts ${addresses.join(', ')} as ${key}`, () => {
    for (const address of addresses) assert.equal(addressKey(address), key);
  });
}
