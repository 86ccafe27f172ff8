import { isLoopback } from '../net/listen.ts';
import { type Faults, maskPassword } from './errors.ts';
import type { Origins, Values } from './values.ts';

/** What settings may not be together, though each is fine alone. */
export function checkTogether(values: Values, flags: Origins['flags'], faults: Faults): void {
  checkUrlFlag(flags, faults);
  checkPairs(values, faults);
  checkBrokerHost(values, faults);
  checkShard(values, faults);
}

function checkUrlFlag(flags: Origins['flags'], faults: Faults): void {
  const url = flags.get('mqtt.url');
  if (url !== undefined && !faults.concern('mqtt.url') && maskPassword(url) !== url) {
    faults.say(
      'mqtt.url',
      'expected no password in a flag, which shows in ps; use the environment or mqtt.passwordFile',
    );
  }
}

const PAIRS = [
  ['broker.username', 'broker.password'],
  ['broker.certFile', 'broker.keyFile'],
  ['mqtt.certFile', 'mqtt.keyFile'],
] as const;

function checkPairs(values: Values, faults: Faults): void {
  for (const [first, second] of PAIRS) {
    const missing = [first, second].filter((key) => values.get(key) === null);
    const [key = first] = missing;
    if (missing.length !== 1 || faults.concern(key, `${key}File`)) continue;
    faults.say(key, `expected to be set together with ${key === first ? second : first}, got nothing`);
  }
}

function checkBrokerHost(values: Values, faults: Faults): void {
  const host = values.get('broker.host');
  if (faults.concern('mqtt.url', 'broker.username', 'broker.password', 'broker.passwordFile')) return;
  if (values.get('mqtt.url') !== null || host === null || values.get('broker.password') !== null) return;
  if (!isLoopback(String(host))) {
    faults.setting(
      'broker.host',
      host,
      'a loopback address, unless broker.username and broker.password are set',
    );
  }
}

function checkShard(values: Values, faults: Faults): void {
  if (faults.concern('shard.count', 'shard.index')) return;
  const [count, index] = [Number(values.get('shard.count')), Number(values.get('shard.index'))];
  if (index >= count) faults.setting('shard.index', index, `less than shard.count, which is ${count}`);
}
