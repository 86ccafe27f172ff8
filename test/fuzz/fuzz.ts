import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    messages: { type: 'string', default: '500000' },
    streams: { type: 'string', default: '20000' },
    idents: { type: 'string', default: '1000000' },
  },
});

const begun = performance.now();
const say = (line: string) => console.log(`${Math.round((performance.now() - begun) / 1000)} s  ${line}`);
say(`seed ${values.seed}: npm run fuzz -- --seed ${values.seed}`);
await runCampaign({
  seed: Number(values.seed),
  messages: Number(values.messages),
  streams: Number(values.streams),
  idents: Number(values.idents),
  maxChannels: 10_000,
  heapMib: 160,
  say,
});
say('everything held');
