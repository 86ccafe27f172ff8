import assert from 'node:assert/strict';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Program } from './program.ts';

const labels = 'ident="honest",channel="CH0"';
const COUNTER = `lowi_import_energy_watthours_total{${labels},tariff="high"}`;
const POWER = `lowi_import_power_watts{${labels}}`;
/** Far below what its counter says, and different at each publish. */
const powerOf = (counted: number) => counted % 4000;

/** A house that publishes all the while, whatever else happens, and knows what the page may say of it. */
export class House {
  /** Its meter, one watt-hour a publish. */
  counted = 1000;
  readonly client: MqttClient;
  #seen = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(client: MqttClient) {
    this.client = client.on('error', () => undefined);
  }

  /** Moves in at a broker; comes back when that was away. */
  static at(url: string, options: IClientOptions = {}): House {
    return new House(mqtt.connect(url, { reconnectPeriod: 100, queueQoSZero: false, ...options }));
  }

  publish(): void {
    if (!this.client.connected) return;
    this.counted++;
    const payload = JSON.stringify({ Name: 'GRID', PI: `${powerOf(this.counted)}`, CIH: `${this.counted}` });
    this.client.publish('honest/PUB/CH0', payload);
  }

  begin(everyMs = 100): void {
    this.#timer = setInterval(() => this.publish(), everyMs);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  /** Fails if the page says what was never published, mixes two publishes, or goes back in time; gives its counter. */
  async check(program: Program): Promise<number | undefined> {
    const samples = await program.samples('/metrics?ident=honest');
    const [counter, power] = [samples.get(COUNTER), samples.get(POWER)];
    if (counter === undefined) return undefined;
    assert.ok(
      counter >= this.#seen && counter <= this.counted,
      `${this.#seen} ≤ ${counter} ≤ ${this.counted}`,
    );
    assert.equal(power, powerOf(counter));
    this.#seen = counter;
    return counter;
  }

  /** Waits until a publish of this moment is on the page: all is well again. */
  async isRead(program: Program): Promise<void> {
    const from = this.counted;
    this.begin(200);
    const isNews = async () => ((await this.check(program)) ?? 0) > from;
    await program.until('the house is read', isNews).finally(() => this.pause());
  }

  async leave(): Promise<void> {
    this.pause();
    await this.client.endAsync(true);
  }
}
