import { isLoopback } from '../net/listen.ts';
import { type ConfigErrors, maskPassword } from './errors.ts';
import type { Origins, Values } from './values.ts';

/** What settings may not be together, though each is fine alone. */
export function checkTogether(values: Values, flags: Origins['flags'], errors: ConfigErrors): void {
  checkUrlFlag(flags, errors);
  checkPairs(values, errors);
  checkBrokerHost(values, errors);
  checkShard(values, errors);
}

function checkUrlFlag(flags: Origins['flags'], errors: ConfigErrors): void {
  const url = flags.get('mqtt.url');
  if (url !== undefined && !errors.concern('mqtt.url') && maskPassword(url) !== url) {
    errors.say(
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

function checkPairs(values: Values, errors: ConfigErrors): void {
  for (const [first, second] of PAIRS) {
    const missing = [first, second].filter((key) => values.get(key) === null);
    const [key = first] = missing;
    if (missing.length !== 1 || errors.concern(key, `${key}File`)) continue;
    errors.say(key, `expected to be set together with ${key === first ? second : first}, got nothing`);
  }
}

function checkBrokerHost(values: Values, errors: ConfigErrors): void {
  const host = values.get('broker.host');
  if (errors.concern('mqtt.url', 'broker.username', 'broker.password', 'broker.passwordFile')) return;
  if (values.get('mqtt.url') !== null || host === null || values.get('broker.password') !== null) return;
  if (!isLoopback(String(host))) {
    errors.setting(
      'broker.host',
      host,
      'a loopback address, unless broker.username and broker.password are set',
    );
  }
}

function checkShard(values: Values, errors: ConfigErrors): void {
  if (errors.concern('shard.count', 'shard.index')) return;
  const [count, index] = [Number(values.get('shard.count')), Number(values.get('shard.index'))];
  if (index >= count) errors.setting('shard.index', index, `less than shard.count, which is ${count}`);
}
