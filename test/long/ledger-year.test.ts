import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { PERIODS } from '../../src/ledger/calendar.ts';
import { type ContractSettings, ITEMS, type Item } from '../../src/ledger/prices.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { ReferenceGuard } from '../channels/reference-guard.ts';
import { calendarOf } from '../ledger/ledger-trial.ts';
import { euros, type Field, ReferenceLedger } from '../ledger/reference-ledger.ts';
import { needs } from '../needs.ts';
import { scratch } from '../scratch.ts';
import { command } from '../system/program.ts';
import { Prometheus } from '../system/prometheus.ts';
import { until } from '../until.ts';
import { type CapturedMessage, faultyYear, readingsOf, START, yearPrices } from './faulty-year.ts';

/** Seconds between two pages. */
const STEP = 3600;
const CONTRACT: ContractSettings = {
  prices: {
    import: { market: { multiply: 1.06, add: 0.1452 } },
    export: 0.04,
    gas: 0.95,
    water: 4.8,
    fixed: 95,
  },
  capacity: { floorWatts: 2500, price: 53, peaks: new Map() },
};
const configuration = (prices: string) => `
prices: { import: { market: { multiply: 1.06, add: 0.1452 } }, export: 0.04, gas: 0.95, water: 4.8, fixed: 95,
  market: { file: "${prices}" } }
capacity: { price: 53 }
`;

/** The model of the year, with what the guard decides as its own model has it. */
class ModelledYear {
  readonly ledger = new ReferenceLedger(CONTRACT, calendarOf('Europe/Brussels'));
  /** By Unix second of a page: the values of series, as `toSeries` names them. */
  readonly pages = new Map<number, Map<string, number>>();
  readonly #guards = new Map<Field, ReferenceGuard>();
  #next = START + STEP;

  receive({ at, payload }: CapturedMessage): void {
    while (this.#next < at) this.#addPage();
    const readings = readingsOf(JSON.parse(payload) as Record<string, string>);
    const [withheld, newLevels] = [new Set<Field>(), new Set<Field>()];
    for (const [name, value] of Object.entries(readings)) {
      const field = name as Field;
      const result = this.#guardOf(field).accept(value, at);
      if (result === 'new_level') newLevels.add(field);
      else if (result !== 'ok') withheld.add(field);
    }
    const unix = Math.round(at * 1000);
    this.ledger.publish({
      unix,
      monotonic: unix,
      readings,
      withheld,
      newLevels,
      tariff: undefined,
      importWatts: 0,
    });
  }

  #guardOf(field: Field): ReferenceGuard {
    const isFlow = field === 'CG' || field === 'CW';
    const limit = { perSecond: (isFlow ? 50_000 : 100_000) / 3600, sinceChange: isFlow };
    const guard = this.#guards.get(field) ?? new ReferenceGuard(limit);
    this.#guards.set(field, guard);
    return guard;
  }

  #addPage(): void {
    const { ledger } = this;
    const unix = this.#next * 1000;
    const page = new Map<string, number>();
    for (const item of ITEMS) {
      page.set(`lowi_cost_euros_total{item="${item}"}`, euros(ledger.cost[item]));
      page.set(`lowi_earnings_euros_total{item="${item}"}`, euros(ledger.earnings[item]));
      for (const kind of PERIODS) {
        if (!ledger.isKnown(kind, item, unix)) continue;
        page.set(periodSeries(item, kind), ledger.periodTotal(kind, item, unix) / unitOf(item));
        const money = ledger.periodMoney(kind, item, unix);
        page.set(`lowi_period_cost_euros{item="${item}",period="${kind}"}`, money);
      }
    }
    this.pages.set(this.#next, page);
    this.#next += STEP;
  }
}

const isVolume = (item: Item) => item === 'gas' || item === 'water';
const unitOf = (item: Item) => (isVolume(item) ? 1000 : 1);
const periodSeries = (item: Item, kind: string) =>
  `lowi_period_${item}_${isVolume(item) ? 'cubic_meters' : 'energy_watthours'}{period="${kind}"}`;

/** Writes the year as messages, plays it, and fills a Prometheus's folder from the pages. Returns the model. */
function playYear(folder: string): ModelledYear {
  const year = new ModelledYear();
  const curve = yearPrices();
  const prices = curve.unix_seconds.flatMap((unix, n) => {
    const price = curve.price[n];
    return price == null ? [] : [{ quarter: unix / 900, price: price / 1000 }];
  });
  year.ledger.market.add(prices, START * 1000);
  writeFileSync(join(folder, 'prices.json'), JSON.stringify(curve));
  writeFileSync(join(folder, 'lowi.yml'), configuration(join(folder, 'prices.json')));
  const file = openSync(join(folder, 'messages.jsonl'), 'w');
  for (const message of faultyYear()) {
    writeSync(file, `${JSON.stringify(message)}\n`);
    year.receive(message);
  }
  closeSync(file);
  const args = ['replay', join(folder, 'messages.jsonl'), '--every', String(STEP)];
  const { stdout, stderr, status } = command(args, { env: { LOWI_CONFIG_FILE: join(folder, 'lowi.yml') } });
  assert.equal(status, 0, stderr);
  writeFileSync(join(folder, 'history.om'), stdout);
  const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=2000h'];
  const filled = spawnSync('promtool', [...blocks, join(folder, 'history.om'), join(folder, 'data')]);
  assert.equal(filled.status, 0, String(filled.stderr));
  return year;
}

/** A series of Prometheus at each page that has it. */
async function valuesOf(
  prometheus: Prometheus,
  series: string,
  pages: readonly number[],
): Promise<Map<number, number>> {
  const range = { start: String(pages[0]), end: String(pages.at(-1)), step: String(STEP) };
  const [found] = await prometheus.queryRange(series, range);
  return new Map(found?.values ?? []);
}

test(
  'in Prometheus, a year with errors has the totals and the money of the reference model',
  needs('prometheus', 'promtool'),
  async (t) => {
    const folder = scratch();
    const year = playYear(folder);
    writeFileSync(join(folder, 'prometheus.yml'), 'global: { scrape_interval: 1h }\n');
    const prometheus = await Prometheus.start(join(folder, 'prometheus.yml'), {
      data: join(folder, 'data'),
      flags: ['--storage.tsdb.retention.time=100y'],
    });
    try {
      await until(
        async () => (await fetch(`${prometheus.url}/-/ready`).catch(() => undefined))?.ok === true,
        'it is ready',
      );
      await t.test('every page has the totals of day, month and year, and the euros', () =>
        assertPages(prometheus, year),
      );
      await t.test('the costs of any range are the increase of the counter', () =>
        assertIncreases(prometheus, year),
      );
      await t.test('days, months and year each hold the rise of the registers', () =>
        assertRises(prometheus, year),
      );
    } finally {
      await prometheus.stop();
    }
  },
);

async function assertPages(prometheus: Prometheus, { pages }: ModelledYear): Promise<void> {
  const times = [...pages.keys()];
  const all = new Set([...pages.values()].flatMap((page) => [...page.keys()]));
  assert.ok(all.size >= 24 + 6, `${all.size} series`);
  for (const series of all) {
    const values = await valuesOf(prometheus, series, times);
    const isVolumeOrEuro = /cubic|euros/.test(series);
    let compared = 0;
    for (const [time, page] of pages) {
      const [value, wanted] = [values.get(time), page.get(series)];
      if (value === undefined || wanted === undefined) continue;
      compared++;
      const within = isVolumeOrEuro ? 0.001 : 1;
      assert.ok(
        Math.abs(value - wanted) <= within,
        `${series} at ${new Date(time * 1000).toISOString()}: ${value}, model ${wanted}`,
      );
    }
    if (/cost_euros_total|period/.test(series) && values.size > 0)
      assert.ok(compared > 0.94 * times.length, `${series}: ${compared} of ${times.length} pages`);
  }
}

async function assertIncreases(prometheus: Prometheus, { pages }: ModelledYear): Promise<void> {
  const random = createRandom(1);
  for (const item of ['import', 'gas', 'water'] as const) {
    const series = `lowi_cost_euros_total{item="${item}"}`;
    const times = [...(await valuesOf(prometheus, series, [...pages.keys()])).keys()];
    for (let n = 0; n < 25; n++) {
      const [from, to] = [random(), random()]
        .map((part) => times[Math.floor(part * times.length)]!)
        .sort((a, b) => a - b);
      if (from === to) continue;
      // a millisecond more, so that the first sample counts
      const [{ value } = { value: Number.NaN }] = await prometheus.query(
        `increase(${series}[${(to! - from!) * 1000 + 1}ms] @ ${to})`,
      );
      const wanted = pages.get(to!)!.get(series)! - pages.get(from!)!.get(series)!;
      assert.ok(
        Math.abs(value - wanted) < 0.002,
        `${series} from ${from} to ${to}: ${value}, model ${wanted}`,
      );
    }
  }
}

async function assertRises(prometheus: Prometheus, { ledger, pages }: ModelledYear): Promise<void> {
  const [first, last] = [[...pages.keys()][0]!, [...pages.keys()].at(-1)!];
  for (const item of ITEMS) {
    const sums = PERIODS.map((kind) => ledger.sumOver(kind, item));
    assert.deepEqual(
      sums,
      sums.map(() => ledger.rise(item)),
    );
    const registers = isVolume(item)
      ? `lowi_${item}_cubic_meters_total`
      : `lowi_${item}_energy_watthours_total`;
    const range = `[${(last - first) * 1000 + 1}ms] @ ${last}`;
    const [{ value: rise } = { value: Number.NaN }] = await prometheus.query(
      `sum(increase(${registers}${range}))`,
    );
    const [year] = await prometheus.query(
      `${periodSeries(item, 'year')} @ ${last} - ${periodSeries(item, 'year')} @ ${first}`,
    );
    // the new meter's registers begin near 0: what it counted until they were confirmed is an increase, and no rise
    const lost = isVolume(item) ? 1 : 2000;
    assert.ok(
      year && rise - year.value > -1e-6 * rise && rise - year.value < lost,
      `${item}: ${year?.value}, registers ${rise}`,
    );
  }
}
