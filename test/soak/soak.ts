import { parseArgs } from 'node:util';
import { runSoak } from './run.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    devices: { type: 'string', default: '100' },
    channels: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
});

await runSoak({
  hours: Number(values.hours),
  devices: Number(values.devices),
  channels: Number(values.channels),
  seed: Number(values.seed),
  say: (line) => console.log(line),
});
