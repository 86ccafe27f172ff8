import assert from 'node:assert/strict';
import test from 'node:test';
import { hashSync } from 'bcryptjs';
import { Passwords } from '../../src/http/web/basic-auth.ts';

const hash = hashSync('right', 8);
const users = new Map([['u', hash]]);

/** CPU time, which other programs do not change. */
async function cpuMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const { user } = process.cpuUsage();
  await work();
  return (process.cpuUsage().user - user) / 1000;
}

test('accepts the right password only, of a known user', async () => {
  const passwords = new Passwords();
  assert.equal(await passwords.check(users, 'u', 'right'), 'right');
  for (const [user, password] of [
    ['u', 'wrong'],
    ['u', ''],
    ['v', 'right'],
    ['', 'right'],
    ['u', hash],
    ['__proto__', 'right'],
  ] as const)
    assert.equal(await passwords.check(users, user, password), 'wrong', `${user} ${password}`);
});

test('accepts hashes with $2y$, as htpasswd writes, $2a$ and $2b$', async () => {
  for (const name of ['$2a$', '$2b$', '$2y$']) {
    const renamed = new Map([['u', hash.replace('$2b$', name)]]);
    assert.equal(await new Passwords().check(renamed, 'u', 'right'), 'right', name);
  }
});

test('computes the hash of a right password once', async () => {
  const passwords = new Passwords();
  const first = await cpuMilliseconds(() => passwords.check(users, 'u', 'right'));
  const again = await cpuMilliseconds(async () => {
    for (let i = 0; i < 100; i++) assert.equal(await passwords.check(users, 'u', 'right'), 'right');
  });
  assert.ok(again < 20 * first, `${again} ms for a hundred, ${first} ms for the first`);
});

test('rejects a remembered password once the user is gone or has another one', async () => {
  const passwords = new Passwords();
  const doubled = new Map([...users, ['double', hash]]);
  assert.equal(await passwords.check(doubled, 'u', 'right'), 'right');
  assert.equal(await passwords.check(new Map([['double', hash]]), 'u', 'right'), 'wrong');
  assert.equal(await passwords.check(new Map([['u', hashSync('other', 4)]]), 'u', 'right'), 'wrong');
});

test('answers a flood with busy, and remembered passwords at once', async () => {
  const passwords = new Passwords();
  await passwords.check(users, 'u', 'right');
  const flood = Array.from({ length: 500 }, (_, i) => passwords.check(users, 'u', `wrong ${i}`));
  const first = await Promise.race([
    passwords.check(users, 'u', 'right').then(() => 'remembered'),
    ...flood.slice(0, 16).map((check) => check.then(() => 'flood')),
  ]);
  assert.equal(first, 'remembered');
  const results = await Promise.all(flood);
  assert.equal(results.filter((result) => result === 'wrong').length, 16);
  assert.equal(results.filter((result) => result === 'busy').length, 484);
  assert.equal(await passwords.check(users, 'u', 'wrong'), 'wrong');
});
