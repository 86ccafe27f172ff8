import { randomAt } from './random.ts';

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
