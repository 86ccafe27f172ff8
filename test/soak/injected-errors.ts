import type { Random } from '../fuzz/cases.ts';

type InjectedError = (random: Random, topic: string, payload: string) => [topic: string, payload: string];

const ONE_IN = 50;
const COUNTERS = /"(C[IE][HL]|C[HLGW])":"(\d+)"/g;
const A_JUMP = 10_000_000;
const zeroed = (payload: string) => payload.replace(COUNTERS, '"$1":"0"');
const jumped = (payload: string) =>
  payload.replace(COUNTERS, (_, field, value) => `"${field}":"${Number(value) + A_JUMP}"`);

/** What devices and networks have been seen to do, and some that they have not. */
const ERRORS: Record<string, InjectedError> = {
  'counters at zero': (_, topic, payload) => [topic, zeroed(payload)],
  'counters that jumped': (_, topic, payload) => [topic, jumped(payload)],
  'cut short': (random, topic, payload) => [topic, payload.slice(0, Math.floor(random() * payload.length))],
  garbage: (random, topic) => [topic, `\u0000\u001b${random()}`],
  'words for numbers': (_, topic) => [topic, '{"U":"?","PI":"x","P":"x"}'],
  'no reading': (_, topic) => [topic, 'Connected with MQTT.'],
  'no LOWI': (random) => [`other/PUB/${Math.floor(random() * 1e6)}`, '{"PI":"1"}'],
};

/** Puts an error before one message in fifty. */
export class InjectedErrors {
  readonly #random: Random;
  readonly #counts = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  before(topic: string, payload: string): [topic: string, payload: string] | undefined {
    if (this.#random() * ONE_IN >= 1) return undefined;
    const names = Object.keys(ERRORS);
    const name = names[Math.floor(this.#random() * names.length)] ?? '';
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return ERRORS[name]?.(this.#random, topic, payload);
  }

  summary(): string {
    return [...this.#counts].map(([name, count]) => `${count} ${name}`).join(', ');
  }
}
