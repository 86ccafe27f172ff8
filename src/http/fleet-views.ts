import type { Channels } from '../channels/channels.ts';
import type { Clock } from '../channels/moment.ts';
import { Turns } from '../metrics/turns.ts';
import { devicesJson } from './channels-json.ts';
import { viewDevices } from './device-views.ts';
import { FleetSummary } from './fleet-summary.ts';
import type { Choice, DeviceView, Totals } from './overview.ts';
import { SortedIdents, sortInTurns } from './sorted-idents.ts';

/** What HTTP shows of the channels, made in turns with everything else that the exporter does. */
export class FleetViews {
  readonly #channels: Channels;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  readonly #summary: FleetSummary;
  readonly #idents: SortedIdents;

  constructor(channels: Channels, clock: Clock) {
    this.#channels = channels;
    this.#clock = clock;
    this.#summary = new FleetSummary(channels, clock, this.#turns);
    this.#idents = new SortedIdents(channels, this.#turns);
  }

  /** A few of the devices and the totals of all. */
  async choose({ ident, atMost }: Choice): Promise<{ devices: DeviceView[]; totals: Totals }> {
    const { first, totals } = await this.#summary.get();
    await this.#turns.next(); // all that waited for the summary go on at once
    const chosen = ident === undefined ? first.slice(0, atMost).sort() : [ident];
    return { devices: await viewDevices(this.#channels, this.#clock, chosen, this.#turns), totals };
  }

  /** The elements of a JSON array of devices, by ident: those named, or all. */
  async json(idents?: readonly string[]): Promise<Iterable<string>> {
    const sorted = idents ? await sortInTurns([...new Set(idents)], this.#turns) : await this.#idents.get();
    return devicesJson(this.#channels, this.#clock, sorted);
  }
}
