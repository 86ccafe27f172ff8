import type { ChannelRegistry } from '../../channels/registry.ts';
import type { Clock } from '../../clock.ts';
import { Turns } from '../../metrics/rendering-turns.ts';
import { devicesJson, viewDevices } from './device-views.ts';
import { FleetSummary } from './fleet-summary.ts';
import type { DeviceQuery, DeviceView, Totals } from './overview.ts';
import { PriceCurves } from './price-curves.ts';

/** Views of the channels for HTTP, computed in short turns so that messages and scrapes do not wait. */
export class FleetViews {
  readonly #channels: ChannelRegistry;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  readonly #summary: FleetSummary;
  readonly #idents: SortedIdents;
  readonly #curves: PriceCurves;

  constructor(channels: ChannelRegistry, clock: Clock) {
    this.#channels = channels;
    this.#clock = clock;
    this.#summary = new FleetSummary(channels, clock, this.#turns);
    this.#idents = new SortedIdents(channels, this.#turns);
    this.#curves = new PriceCurves(channels.calendar, channels.market);
  }

  /** The selected devices, and the totals of all. */
  async select({ ident, atMost }: DeviceQuery): Promise<{ devices: DeviceView[]; totals: Totals }> {
    const { first, totals } = await this.#summary.get();
    await this.#turns.next(); // all callers of the summary resume at once
    const selected = ident === undefined ? first.slice(0, atMost).sort() : [ident]; // a stable order on the page
    const devices = await viewDevices(this.#channels, this.#curves, this.#clock, selected, this.#turns);
    return { devices, totals };
  }

  /** The elements of a JSON array of devices, by ident: those named, or all. */
  async json(idents?: readonly string[]): Promise<Iterable<string>> {
    const sorted = idents ? await sortInTurns([...new Set(idents)], this.#turns) : await this.#idents.get();
    return devicesJson(this.#channels, this.#clock, sorted);
  }
}

/** Idents sorted in one turn of the event loop: 100 000 would block it for a tenth of a second. */
const IDENTS_PER_TURN = 4000;

/** The sorted idents of all devices, cached until a channel is added or evicted. */
class SortedIdents {
  readonly #channels: ChannelRegistry;
  readonly #turns: Turns;
  #list: unknown;
  #sorted: Promise<readonly string[]> = Promise.resolve([]);

  constructor(channels: ChannelRegistry, turns: Turns) {
    this.#channels = channels;
    this.#turns = turns;
  }

  get(): Promise<readonly string[]> {
    const list = this.#channels.list(); // a new array once a channel was added or evicted
    if (list !== this.#list) this.#sorted = sortInTurns([...this.#channels.idents()], this.#turns);
    this.#list = list;
    return this.#sorted;
  }
}

/** Sorts slices, then merges them in pairs. */
async function sortInTurns(idents: readonly string[], turns: Turns): Promise<readonly string[]> {
  const slices: string[][] = [];
  for (let from = 0; from < idents.length; from += IDENTS_PER_TURN) {
    if (from > 0) await turns.next();
    slices.push(idents.slice(from, from + IDENTS_PER_TURN).sort());
  }
  for (;;) {
    const [first = [], second] = slices.splice(0, 2);
    if (!second) return first;
    await turns.next();
    slices.push(merge(first, second));
  }
}

function merge(first: readonly string[], second: readonly string[]): string[] {
  const merged: string[] = [];
  const at = [0, 0] as [number, number];
  while (at[0] < first.length && at[1] < second.length) {
    const [one, other] = [first[at[0]] as string, second[at[1]] as string];
    const isFirst = one < other;
    merged.push(isFirst ? one : other);
    at[isFirst ? 0 : 1]++;
  }
  return merged.concat(first.slice(at[0]), second.slice(at[1]));
}
