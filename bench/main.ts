import { parseArgs } from 'node:util';
import { contestants } from './contestants.ts';
import { type Figures, type Fleet, measure, median } from './measure.ts';

const USAGE = `npm run bench -- [--devices 1,100,1000] [--channels 6] [--messages 240000] [--runs 3] [--stock-broker] [--only lowi-exporter,…]
Floods each contestant through its own Mosquitto, then scrapes it. Runs are interleaved; the table shows medians.
--stock-broker keeps Mosquitto's default limits; it then drops messages for a slow reader.`;

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1,100,1000' },
    channels: { type: 'string', default: '6' },
    messages: { type: 'string', default: '240000' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    'stock-broker': { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

/** Rounds to three significant digits. */
const rounded = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** Measures all contestants in each run, in alternating order. */
async function compare(fleet: Fleet, runs: number): Promise<Record<string, Figures>> {
  const wanted = values.only?.split(',');
  const rivals = contestants().filter(({ name }) => wanted?.includes(name) ?? true);
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

if (values.help) console.log(USAGE);
else {
  for (const devices of values.devices.split(',').map(Number)) {
    const fleet = {
      devices,
      channels: Number(values.channels),
      messages: Number(values.messages),
      stockBroker: values['stock-broker'],
    };
    const figures = await compare(fleet, Number(values.runs));
    console.log(
      `${devices} LOWIs × ${fleet.channels} channels, ${fleet.messages} messages, medians of ${values.runs}`,
    );
    console.table(figures);
  }
}
