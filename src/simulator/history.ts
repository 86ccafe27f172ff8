import { createFleet, type FleetOptions, type SimulatedMessage } from './fleet.ts';

const DAY_SECONDS = 86_400;

/** Streams all that a fleet publishes in `days` days of 24 hours, holding one message at a time. */
export function* history(options: FleetOptions & { days: number }): Generator<SimulatedMessage> {
  yield* createFleet(options).publishesUntil(options.startUnix + options.days * DAY_SECONDS);
}
