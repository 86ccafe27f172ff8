import test from 'node:test';
import { runCampaign } from '../fuzz/campaign.ts';

test('survives fuzzed messages, fuzzed streams and ever new idents', { timeout: 900_000 }, (t) =>
  runCampaign({
    seed: 20_261_123,
    messages: 20_000,
    streams: 600,
    idents: 100_000,
    maxChannels: 2000,
    heapMib: 64,
    say: (line) => t.diagnostic(line),
  }),
);
