import { parseArgs } from 'node:util';
import { type Contestant, contestants } from './contestants.ts';
import { type Figures, type Fleet, measure, median } from './measure.ts';

const USAGE = `npm run bench -- [--devices 1,100,1000] [--channels 6] [--messages 240000] [--scrapes 20] [--qos 0] [--runs 3] [--stock-broker] [--only lowi-exporter,…]
Starts each contestant with its own Mosquitto, scrapes it, then floods it. Runs are interleaved; the tables show medians.
"changed": every value changed since the last scrape; the first five after the start, and those from the eleventh on.
--stock-broker keeps Mosquitto's default limits; it then drops messages for a slow reader.`;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1,100,1000' },
    channels: { type: 'string', default: '6' },
    messages: { type: 'string', default: '240000' },
    scrapes: { type: 'string', default: '20' },
    qos: { type: 'string', default: '0' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    'stock-broker': { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

/** Rounds to three significant digits. */
const rounded = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** Measures all contestants in each run, in alternating order. */
async function compare(
  rivals: readonly Contestant[],
  fleet: Fleet,
  runs: number,
): Promise<Record<string, Figures>> {
  const results = new Map<string, Figures[]>(rivals.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const rival of run % 2 ? rivals.toReversed() : rivals) {
      process.stderr.write(`${fleet.devices} LOWIs, run ${run + 1} of ${runs}: ${rival.name}\n`);
      results.get(rival.name)?.push(await measure(rival, fleet));
    }
  }
  return Object.fromEntries([...results].map(([name, figures]) => [name, medians(figures)]));
}

function medians(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, rounded(median(runs.map((run) => run[name] ?? 0)))]));
}

/** The first ten changed pages are not among the later ones. */
const isPossible = ['0', '1'].includes(values.qos) && Number(values.scrapes) > 10;

if (values.help) console.log(USAGE);
else if (!isPossible) {
  console.error(`--qos: expected 0 or 1; --scrapes: expected more than 10\n${USAGE}`);
  process.exitCode = 2;
} else {
  const wanted = values.only?.split(',');
  const rivals = contestants().filter(({ name }) => wanted?.includes(name) ?? true);
  for (const devices of values.devices.split(',').map(Number)) {
    const fleet: Fleet = {
      devices,
      channels: Number(values.channels),
      qos: values.qos === '1' ? 1 : 0,
      scrapes: Number(values.scrapes),
      messages: Number(values.messages),
      stockBroker: values['stock-broker'],
    };
    const figures = await compare(rivals, fleet, Number(values.runs));
    console.log(
      `${devices} LOWIs × ${fleet.channels} channels, ${fleet.messages} messages with QoS ${fleet.qos}, medians of ${values.runs}`,
    );
    console.table(figures);
  }
}
