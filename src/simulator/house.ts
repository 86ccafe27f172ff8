import { type Calendar, type Moment, STEP_SECONDS } from './calendar.ts';
import type { Circuit } from './equipment.ts';
import { type Life, type Past, stepOf } from './life.ts';
import { type Counted, FlowMeter, Register } from './meter.ts';
import { between, createRandom, type Random } from './random.ts';
import type { TariffEnergy, Totals } from './totals.ts';

const STEP_MILLISECONDS = STEP_SECONDS * 1000;
const NOTHING: TariffEnergy = { high: 0, low: 0 };

/** The parameters of a simulated house. */
export interface HouseOptions {
  readonly ident: string;
  readonly seed: number;
  /** Its index in the fleet: house 0 has everything. */
  readonly device: number;
  /** Channels of its LOWI, including the meter's. */
  readonly channels: number;
  readonly startUnix: number;
}

/** A circuit with a channel, and its register. */
export interface MeteredCircuit {
  readonly circuit: Circuit;
  readonly register: Register;
}

/** A house with its meters. All power is constant within a step. */
export class House {
  readonly ident: string;
  readonly imported: Register;
  readonly exported: Register;
  readonly gas: FlowMeter | undefined;
  readonly water: FlowMeter | undefined;
  /** In the order of the channels, from CH1. */
  readonly metered: readonly MeteredCircuit[];
  readonly #calendar: Calendar;
  readonly #life: Life;
  #moment: Moment;
  #volts = 230;
  #nowMilliseconds: number;

  constructor({ ident, seed, device, channels, startUnix }: HouseOptions, life: Life, calendar: Calendar) {
    const random = createRandom(seed, device, 1);
    const moment = calendar(Math.floor(startUnix / STEP_SECONDS) * STEP_SECONDS);
    this.ident = ident;
    this.#calendar = calendar;
    this.#life = life;
    this.#moment = moment;
    this.#nowMilliseconds = moment.unix * 1000;
    const past = life.pastAt(moment);
    const { circuits, gas, water, gasRefreshSeconds } = life.equipment;
    const producing = circuits.some(({ produces }) => produces);
    const used = (maxWattHours: number, of: (totals: Totals) => TariffEnergy | undefined) =>
      usedRegister(random, moment, maxWattHours, countedOf(past, of));
    this.imported = used(24e6, ({ imported }) => imported);
    this.exported = used(producing ? 16e6 : 0, ({ exported }) => exported);
    const gasBefore = 1000 * Math.floor(between(random, 5e6, 9e6));
    const waterBefore = 1000 * Math.floor(between(random, 8e5, 2e6));
    this.gas =
      gas && new FlowMeter(gasRefreshSeconds, gasBefore + past.now.gas, gasBefore + past.gasShown.gas);
    this.water =
      water && new FlowMeter(STEP_SECONDS, waterBefore + past.now.water, waterBefore + past.now.water);
    this.metered = circuits
      .slice(0, channels - 1)
      .map((circuit, i) => ({ circuit, register: used(10e6, (totals) => totals.circuits[i]) }));
    this.#beginStep();
  }

  /** The start of the current step, in local time. */
  get moment(): Moment {
    return this.#moment;
  }

  get nowMilliseconds(): number {
    return this.#nowMilliseconds;
  }

  /** Mains voltage in whole volts. */
  get volts(): number {
    return this.#volts;
  }

  /** Advances time; never backwards. */
  advanceTo(unixMilliseconds: number): void {
    while (this.#nowMilliseconds < unixMilliseconds) {
      const stepEnd = (this.#moment.unix + STEP_SECONDS) * 1000;
      this.#pass(Math.min(stepEnd, unixMilliseconds) - this.#nowMilliseconds);
      if (this.#nowMilliseconds < stepEnd) return;
      this.#moment = this.#calendar(stepEnd / 1000);
      this.#beginStep();
    }
  }

  #pass(milliseconds: number): void {
    this.#nowMilliseconds += milliseconds;
    this.imported.pass(milliseconds);
    this.exported.pass(milliseconds);
    for (const { register } of this.metered) register.pass(milliseconds);
  }

  #beginStep(): void {
    const moment = this.#moment;
    const curves = this.#life.curvesOf(moment);
    const step = stepOf(moment);
    let net = 0;
    this.#life.circuits.forEach(({ produces }, i) => {
      const watts = curves.circuits[i]?.[step] ?? 0;
      net += produces ? -watts : watts;
      this.metered[i]?.register.begin(moment, watts);
    });
    this.imported.begin(moment, Math.max(0, net));
    this.exported.begin(moment, Math.max(0, -net));
    this.gas?.step(moment, curves.gas[step] ?? 0);
    this.water?.step(moment, curves.water[step] ?? 0);
    // The cable to the street loses half a volt per imported kilowatt, and gains it per exported one.
    this.#volts = Math.round(231 + 1.5 * this.#life.mains(moment.unix) - net / 2000);
  }
}

/** A register with a random initial value per tariff, up to `maxWattHours`, plus what the house has counted. */
function usedRegister(random: Random, moment: Moment, maxWattHours: number, counted: Counted): Register {
  const initial = () => Math.floor(between(random, maxWattHours / 2, maxWattHours));
  return new Register(moment, initial(), initial(), counted);
}

/** What a register has counted in total, and in each current period. */
function countedOf(past: Past, of: (totals: Totals) => TariffEnergy | undefined): Counted {
  const { high, low } = of(past.now) ?? NOTHING;
  const since = (totals: Totals) => {
    const before = of(totals) ?? NOTHING;
    return (high + low - before.high - before.low) * STEP_MILLISECONDS;
  };
  return {
    high: high * STEP_MILLISECONDS,
    low: low * STEP_MILLISECONDS,
    hour: since(past.hour),
    day: since(past.day),
    month: since(past.month),
  };
}
