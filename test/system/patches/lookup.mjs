// Loaded before the built program: names that end in .test resolve to what LOOKUP_FILE says, an address or the code of an error.

import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;

dns.lookup = (name, options, callback) => {
  if (!name.endsWith('.test')) return lookup(name, options, callback);
  const answer = readFileSync(process.env.LOOKUP_FILE, 'utf8');
  if (/^\d/.test(answer)) return lookup(answer, options, callback);
  const error = Object.assign(new Error(`getaddrinfo ${answer} ${name}`), { code: answer });
  return void process.nextTick(callback, error);
};
syncBuiltinESMExports();
