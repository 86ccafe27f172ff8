/** Draws the next number of a reproducible sequence, from 0 up to but not including 1. */
export type Random = () => number;

/** Starts the sequence that belongs to these seeds (mulberry32). */
export function createRandom(...seeds: readonly number[]): Random {
  let state = seeds.reduce((mixed, seed) => scramble(mixed ^ scramble(seed + 0x9e3779b9)), 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The number at a place of the endless sequence that belongs to a seed, from 0 up to but not including 1. */
function randomAt(seed: number, place: number): number {
  return (scramble(scramble(seed + 0x9e3779b9) ^ place) >>> 0) / 2 ** 32;
}

/** Draws a seed for a sequence of its own. */
export function seedFrom(random: Random): number {
  return Math.floor(random() * 2 ** 32);
}

/** Draws a number from `low` up to but not including `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Spreads the bits of a seed over a whole 32-bit word, so that neighbouring seeds share nothing. */
function scramble(seed: number): number {
  let word = seed | 0;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}

/** A slow noise about 0, by Unix second: the same at the same second, whenever it is asked. */
export type Noise = (unix: number) => number;

/** A uniform draw has a variance of 1/12, and the mean of two neighbors' less. */
const SPREAD = Math.sqrt(18);

/** Makes a noise with a standard deviation of about 1 that forgets where it was after about `memoryHours`. */
export function createNoise(seed: number, memoryHours: number): Noise {
  const period = 2 * memoryHours * 3600;
  let knownPlace = Number.NaN;
  let [from, to] = [0, 0];
  return (unix) => {
    const place = Math.floor(unix / period);
    if (place !== knownPlace) {
      knownPlace = place;
      from = randomAt(seed, place) - 0.5;
      to = randomAt(seed, place + 1) - 0.5;
    }
    const share = unix / period - place;
    const eased = share * share * (3 - 2 * share);
    return SPREAD * (from + (to - from) * eased);
  };
}
