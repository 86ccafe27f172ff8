// Runs the tests of the pure core in one process, which is what makes thousands of mutants affordable: npm run test:mutation
import { readdirSync } from 'node:fs';

/** A simulated month per mutant would take hours. */
const TOO_SLOW = ['demand-simulated.test.ts'];

for (const folder of ['lowi', 'channels', 'ledger']) {
  for (const file of readdirSync(new URL(`../${folder}`, import.meta.url)))
    if (file.endsWith('.test.ts') && !TOO_SLOW.includes(file)) await import(`../${folder}/${file}`);
}
