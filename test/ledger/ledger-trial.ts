import assert from 'node:assert/strict';
import { PERIODS } from '../../src/ledger/calendar.ts';
import { type ContractSettings, ITEMS } from '../../src/ledger/prices.ts';
import { restoreChannel } from '../../src/state/channel-snapshot.ts';
import { readState, writeState } from '../../src/state/snapshot.ts';
import { Pipeline } from '../channels/pipeline.ts';
import { fc } from '../properties.ts';
import { KeptPage } from './kept-page.ts';
import { history, type LedgerEvent, type LedgerHistory } from './ledger-events.ts';
import { MeteredHouse } from './ledger-house.ts';
import { assertAsExpected } from './ledger-page.ts';
import { QUARTER_MS, ReferenceCalendar } from './reference-calendar.ts';
import { type Field, ReferenceLedger } from './reference-ledger.ts';

const TOPIC = 'a/PUB/CH0';
/** So that the exporter forgets no price before the model. */
const KEPT_DAYS = 3650;
/** Calendars answer slowly, and remember. */
const calendars = new Map<string, ReferenceCalendar>();

export function calendarOf(timezone: string): ReferenceCalendar {
  const calendar = calendars.get(timezone) ?? new ReferenceCalendar(timezone);
  calendars.set(timezone, calendar);
  return calendar;
}

/** What a process and the model saved at the same moment. */
interface Saved {
  text: string;
  reference: object;
}

/** One meter and its exporter beside the reference model, through a history. */
export class LedgerTrial {
  readonly reference: ReferenceLedger;
  /** How often something happened that a test wants to have seen. */
  readonly seen: Map<string, number>;
  readonly #house: MeteredHouse;
  readonly #interval: number;
  readonly #timezone: string;
  readonly #page = new KeptPage();
  #pipeline: Pipeline;
  #contract: ContractSettings;
  #saved: Saved | undefined;
  #clockSet = 0;
  #processes = 0;
  #jitter: readonly number[] = [0];
  #publishes = 0;

  constructor(history: Omit<LedgerHistory, 'events'>, seen = new Map<string, number>()) {
    const { start, timezone, interval, contract, bases } = history;
    this.seen = seen;
    this.#timezone = timezone;
    this.#house = new MeteredHouse(start, bases);
    this.#interval = interval;
    this.#contract = contract;
    this.reference = new ReferenceLedger(contract, calendarOf(timezone));
    this.#pipeline = this.#process();
  }

  async play(event: LedgerEvent): Promise<void> {
    await this.#happen(event);
    this.compare();
  }

  /** Compares the page of now with the model. */
  compare(): void {
    const { reference } = this;
    for (const shown of assertAsExpected(this.#pipeline.samples(), reference, this.#unix)) this.#see(shown);
    this.#page.assertAsAnew(this.#pipeline);
  }

  /** The days, months and years each hold every rise of the registers that was counted. */
  assertSums(): void {
    for (const item of ITEMS) {
      const sums = PERIODS.map((kind) => this.reference.sumOver(kind, item));
      assert.deepEqual(
        sums,
        sums.map(() => this.reference.rise(item)),
      );
    }
  }

  get #unix(): number {
    return this.#house.time + this.#clockSet;
  }

  #see(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  #process(): Pipeline {
    const pipeline = new Pipeline({ timezone: this.#timezone, contract: this.#contract });
    pipeline.monotonicZero = 1e9 + 1e6 * ++this.#processes;
    this.#setTime(pipeline);
    return pipeline;
  }

  #setTime(pipeline: Pipeline): void {
    pipeline.time = this.#house.time / 1000;
    pipeline.clockSet = this.#clockSet / 1000;
  }

  async #happen(event: LedgerEvent): Promise<void> {
    this.#see(event.kind);
    switch (event.kind) {
      case 'run':
        this.#house.loads = event.loads;
        this.#jitter = event.jitter;
        return this.#run(event.publishes);
      case 'gap':
        this.#house.advance(event.time);
        return this.#publish();
      case 'boundary':
        return this.#cross(event);
      case 'partial':
        return this.#run(event.publishes, (readings) => without(readings, event.without));
      case 'duplicate':
        this.#publish();
        this.#house.advance(event.after);
        return this.#publish();
      case 'tariff':
        this.#house.tariff = this.#house.tariff === 'high' ? 'low' : 'high';
        return;
      case 'zeros':
        return this.#run(event.publishes, (readings) => changed(readings, event.of, () => 0));
      case 'jump':
        return this.#run(event.publishes, (readings) =>
          changed(readings, event.of, (value) => value + event.by),
        );
      case 'exchange':
        return this.#house.exchange(event.bases);
      case 'save':
        this.#saved = await this.#save();
        return;
      case 'restart':
        return this.#restart(event);
      case 'clock':
        this.#clockSet += event.by;
        return this.#setTime(this.#pipeline);
      case 'reload':
        this.#contract = event.contract;
        this.reference.contract = event.contract;
        return this.#pipeline.registry.reload({ devices: new Map(), contract: event.contract });
      case 'prices':
        return this.#addPrices(event);
    }
  }

  #run(publishes: number, change = (readings: Partial<Record<Field, number>>) => readings): void {
    for (let n = 0; n < publishes; n++) {
      const jitter = this.#jitter[this.#publishes % this.#jitter.length] ?? 0;
      this.#house.advance(this.#interval + jitter);
      this.#publish(change);
    }
  }

  /** Publishes before a boundary, and shows the page after it, before the next publish. */
  #cross({ of, before, after }: LedgerEvent & { kind: 'boundary' }): void {
    const quarter = Math.floor(this.#unix / QUARTER_MS);
    const calendar = calendarOf(this.#timezone);
    let boundary = quarter + 1;
    if (of !== 'quarter') {
      const name = calendar.period(of, quarter);
      while (calendar.period(of, boundary) === name) boundary++;
    }
    const left = boundary * QUARTER_MS - this.#unix;
    this.#house.advance(Math.max(0, left - before));
    this.#publish();
    this.#house.advance(Math.max(0, boundary * QUARTER_MS + after - this.#unix));
    this.#setTime(this.#pipeline);
    this.compare();
    this.#publish();
  }

  async #save(): Promise<Saved> {
    this.#setTime(this.#pipeline);
    const chunks: string[] = [];
    for await (const chunk of writeState(this.#pipeline.registry, () => this.#pipeline.now))
      chunks.push(chunk);
    return { text: chunks.join(''), reference: this.reference.save() };
  }

  async #restart({ state, down }: LedgerEvent & { kind: 'restart' }): Promise<void> {
    const saved = { latest: await this.#save(), saved: this.#saved, none: undefined }[state];
    this.#house.advance(down);
    const pipeline = this.#process();
    this.reference.restart(this.#unix, saved?.reference);
    pipeline.registry.market.add(this.reference.market.list(), pipeline.now.unix, KEPT_DAYS);
    if (saved) restore(pipeline, saved.text);
    this.#pipeline = pipeline;
    if (state === 'none') this.#saved = undefined;
  }

  #addPrices(event: LedgerEvent & { kind: 'prices' }): void {
    const first = Math.floor(this.#unix / QUARTER_MS) + event.from;
    const entries = event.prices.map((price, n) => ({ quarter: first + n, price }));
    this.reference.market.add(entries, this.#unix);
    this.#pipeline.registry.market.add(entries, this.#unix / 1000, KEPT_DAYS);
    this.settle();
  }

  /** What the exporter does every minute for the channels that it has; energy of an evicted one waits until it returns. */
  settle(): void {
    const channels = this.#pipeline.registry.list();
    if (channels.length > 0) this.reference.settle(this.#unix);
    for (const { ledger } of channels) ledger?.settle(this.#unix / 1000);
  }

  #publish(change = (readings: Partial<Record<Field, number>>) => readings): void {
    const pipeline = this.#pipeline;
    this.#setTime(pipeline);
    const { tariff, loads } = this.#house;
    const readings = change(this.#house.registers());
    const [rejections, newLevels] = [pipeline.rejections.length, pipeline.newLevels.length];
    pipeline.publish(TOPIC, {
      PI: loads.import,
      PE: loads.export,
      T: tariff === 'high' ? 1 : 0,
      ...readings,
    });
    const withheld = pipeline.rejections.slice(rejections).map(({ field }) => field as Field);
    const levels = pipeline.newLevels.slice(newLevels).map(({ field }) => field as Field);
    if (withheld.length > 0) this.#see('withheld');
    if (levels.length > 0) this.#see('new level');
    this.#publishes++;
    this.reference.publish({
      unix: Math.round(pipeline.now.unix * 1000),
      monotonic: Math.round(pipeline.now.monotonic * 1000),
      readings: this.#accepted(readings),
      withheld: new Set(withheld),
      newLevels: new Set(levels),
      tariff,
      importWatts: loads.import,
    });
  }

  /** Without first zeros, which make no series. */
  #accepted(readings: Partial<Record<Field, number>>): Partial<Record<Field, number>> {
    const isZero = Object.values(readings).every((value) => value === 0);
    if (!isZero || [...this.#pipeline.samples().keys()].some((name) => COUNTER.test(name))) return readings;
    return {};
  }
}

/** Fails unless exporter and model agree over this many random histories of up to so many events. */
export async function assertHistories(numRuns: number, mostEvents: number): Promise<void> {
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(history(15, mostEvents), async ({ events, ...rest }) => {
    const trial = new LedgerTrial(rest, seen);
    for (const event of events) await trial.play(event);
    trial.assertSums();
  });
  await fc.assert(property, { numRuns, endOnFailure: true }); // shrinking takes minutes: to shrink, repeat the seed without this option
  for (const what of ['withheld', 'new level', 'restart', 'reload', 'clock', 'prices'])
    assert.ok((seen.get(what) ?? 0) > 0, `${what}: never`);
}

const COUNTER = /^lowi_(import|export)_energy_watthours_total|^lowi_(gas|water)_cubic_meters_total/;

function restore(pipeline: Pipeline, text: string): void {
  const saved = readState(text);
  assert.ok(saved && saved.damaged === 0, 'the state is readable');
  pipeline.registry.evicted.restore(saved.evicted);
  for (const state of saved.channels) restoreChannel(pipeline.registry, state, pipeline.now);
}

type Readings = Partial<Record<Field, number>>;

function without(readings: Readings, fields: readonly Field[]): Readings {
  return Object.fromEntries(Object.entries(readings).filter(([field]) => !fields.includes(field as Field)));
}

function changed(readings: Readings, fields: readonly Field[], change: (value: number) => number): Readings {
  const entries = Object.entries(readings).map(([field, value]) => [
    field,
    fields.includes(field as Field) ? change(value) : value,
  ]);
  return Object.fromEntries(entries);
}
