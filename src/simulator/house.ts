import { type Calendar, type Moment, STEP_SECONDS } from './calendar.ts';
import { createDrift, type Drift } from './drift.ts';
import { type Circuit, furnish } from './equipment.ts';
import { FlowMeter } from './flowmeter.ts';
import { between, createRandom, type Random } from './random.ts';
import { Register } from './register.ts';
import { createWeather, type Weather } from './weather.ts';

/** What tells one simulated house from another. */
export interface HouseOptions {
  readonly ident: string;
  readonly seed: number;
  /** Its place in the fleet: house 0 has everything. */
  readonly device: number;
  /** Channels of its LOWI, the meter's own included. */
  readonly channels: number;
  readonly startUnix: number;
}

/** A circuit that the LOWI watches, and the register that counts it. */
export interface Watched {
  readonly circuit: Circuit;
  readonly register: Register;
}

/** One house behind its meters; whatever it draws is constant within an inner step. */
export class House {
  readonly ident: string;
  readonly imported: Register;
  readonly exported: Register;
  readonly gas: FlowMeter | undefined;
  readonly water: FlowMeter | undefined;
  /** In the order of the channels, from CH1. */
  readonly watched: readonly Watched[];
  readonly #calendar: Calendar;
  readonly #circuits: readonly Circuit[];
  readonly #weather: (moment: Moment) => Weather;
  readonly #mains: Drift;
  #moment: Moment;
  #volts = 230;
  #nowMilliseconds: number;

  constructor({ ident, seed, device, channels, startUnix }: HouseOptions, calendar: Calendar) {
    // Two sequences: how many channels are watched must not change how the house lives.
    const life = createRandom(seed, device, 0);
    const past = createRandom(seed, device, 1);
    this.ident = ident;
    this.#calendar = calendar;
    this.#moment = calendar(startUnix - (startUnix % STEP_SECONDS));
    this.#nowMilliseconds = this.#moment.unix * 1000;
    const { circuits, gas, water, gasRefreshSeconds } = furnish(life, device === 0, channels - 1);
    this.#circuits = circuits;
    this.#weather = createWeather(life);
    this.#mains = createDrift(life, 0.5);
    const producing = circuits.some(({ produces }) => produces);
    this.imported = usedRegister(past, this.#moment, 9e6);
    this.exported = usedRegister(past, this.#moment, producing ? 5e6 : 0);
    this.gas = gas && new FlowMeter(gas, Math.floor(between(past, 1e5, 9e6)), gasRefreshSeconds);
    this.water = water && new FlowMeter(water, Math.floor(between(past, 2e4, 9e5)), STEP_SECONDS);
    this.watched = circuits
      .slice(0, channels - 1)
      .map((circuit) => ({ circuit, register: usedRegister(past, this.#moment, 3e6) }));
    this.#beginStep();
  }

  /** The present instant on the wall clock, to the inner step. */
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

  /** Lets time pass, forward only. */
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
    for (const { register } of this.watched) register.pass(milliseconds);
  }

  #beginStep(): void {
    const moment = this.#moment;
    const weather = this.#weather(moment);
    let net = 0;
    this.#circuits.forEach(({ draw, produces }, index) => {
      const watts = Math.round(draw(moment, weather));
      net += produces ? -watts : watts;
      this.watched[index]?.register.begin(moment, watts);
    });
    this.imported.begin(moment, Math.max(0, net));
    this.exported.begin(moment, Math.max(0, -net));
    this.gas?.step(moment, weather);
    this.water?.step(moment, weather);
    // The cable to the street loses half a volt for each kilowatt, and gains it when the sun feeds in.
    this.#volts = Math.round(231 + 1.5 * this.#mains() - net / 2000);
  }
}

/** A register that has counted up to `mostWattHours` on each tariff before the story begins. */
function usedRegister(past: Random, moment: Moment, mostWattHours: number): Register {
  const counted = () => Math.floor(between(past, mostWattHours / 10, mostWattHours));
  return new Register(moment, counted(), counted());
}
