import { STEP_SECONDS } from './calendar.ts';
import type { Random } from './random.ts';

/** Gives the next value of a slow noise about 0 with standard deviation 1, one inner step later. */
export type Drift = () => number;

/** Starts a noise (AR(1)) that forgets where it was after about `memoryHours`. */
export function createDrift(random: Random, memoryHours: number): Drift {
  const kept = Math.exp(-STEP_SECONDS / (memoryHours * 3600));
  const shock = Math.sqrt(12 * (1 - kept * kept)); // a uniform draw has a variance of 1/12
  let value = Math.sqrt(12) * (random() - 0.5);
  return () => {
    value = kept * value + shock * (random() - 0.5);
    return value;
  };
}
