/** Draws the next number of a reproducible sequence: 0 or more, less than 1. */
export type Random = () => number;

/** Creates the sequence of these seeds (mulberry32). */
export function createRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((mixed, seed) => scramble(mixed ^ scramble(seed + 0x9e3779b9)), 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The number at an index of a seed's sequence: 0 or more, less than 1. */
function randomAt(seed: number, index: number): number {
  return (scramble(scramble(seed + 0x9e3779b9) ^ index) >>> 0) / 2 ** 32;
}

/** Draws a seed for another sequence. */
export function seedFrom(random: Random): number {
  return Math.floor(random() * 2 ** 32);
}

/** Draws a number: `low` or more, less than `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Spreads the bits of a seed over a 32-bit word, so that neighboring seeds give unrelated sequences. */
function scramble(seed: number): number {
  let word = seed | 0;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

/** Slow noise around 0, as a function of the Unix second. */
export type Noise = (unix: number) => number;

/** Scales to a standard deviation of 1: a uniform draw has a variance of 1/12, an interpolated one less. */
const SPREAD = Math.sqrt(18);

/** Creates noise with a standard deviation of about 1 and a correlation time of about `memoryHours`. */
export function createNoise(seed: number, memoryHours: number): Noise {
  const period = 2 * memoryHours * 3600;
  let lastIndex = Number.NaN;
  let [from, to] = [0, 0];
  return (unix) => {
    const index = Math.floor(unix / period);
    if (index !== lastIndex) {
      lastIndex = index;
      from = randomAt(seed, index) - 0.5;
      to = randomAt(seed, index + 1) - 0.5;
    }
    const share = unix / period - index;
    const eased = share * share * (3 - 2 * share);
    return SPREAD * (from + (to - from) * eased);
  };
}
