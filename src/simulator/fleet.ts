import { type Calendar, createCalendar, DAY_SECONDS, Days, yearStart } from './calendar.ts';
import { House } from './house.ts';
import { Life } from './life.ts';
import { publishPayload } from './payload.ts';
import { createRandom } from './random.ts';
import { createSchedule } from './schedule.ts';

/** One publish of a simulated LOWI. */
export interface SimulatedMessage {
  /** Unix seconds, with milliseconds as a fraction. */
  at: number;
  topic: string;
  payload: string;
}

/** What to simulate. */
export interface FleetOptions {
  devices: number;
  /** Channels of each device, the meter's own CH0 included. */
  channels: number;
  /** Seconds between two publishes of a channel. */
  intervalSeconds: number;
  /** The same seed gives the same fleet. Its registers depend only on seed and clock. */
  seed: number;
  startUnix: number;
  /** IANA time zone of the clocks; default Europe/Brussels. The sun is always that of Belgium. */
  timezone?: string;
}

/** Houses with LOWIs. Their time advances on request, and never goes back. */
export interface Fleet {
  /** Serial numbers, by device. Device 0 has everything: sun, heat pump, car, gas and water. */
  readonly idents: readonly string[];
  /** The messages published since the last call, up to and including this second, in order of time. */
  advanceTo(unixSeconds: number): SimulatedMessage[];
  /** The same, one message at a time. Time stops at each message until the next one is requested. */
  publishesUntil(unixSeconds: number): Generator<SimulatedMessage, void>;
  /** The exact energy that a device has imported so far, in watt-hours: CIH + CIL before rounding. */
  importedWattHours(device: number): number;
}

/** A larger fleet reuses lives (each takes some 50 ms to create), with different registers and publish times. */
const MAX_LIVES = 32;
/** Registers count from the start of this year. A fleet that starts up to two years earlier has the same registers later on. */
const EPOCH_YEAR = 2026;
const YEARS_BEFORE = 2;

/** Unix second from which a house's consumption is added to its initial registers. */
function epochOf(calendar: Calendar, startUnix: number): number {
  const year = new Date(startUnix * 1000).getUTCFullYear();
  return yearStart(calendar, year < EPOCH_YEAR - YEARS_BEFORE ? year : EPOCH_YEAR);
}

/** The lives of a fleet. */
function livesOf({ devices, channels, seed, startUnix }: FleetOptions, calendar: Calendar): Life[] {
  const epochUnix = epochOf(calendar, startUnix);
  const firstYear = new Date(startUnix * 1000).getUTCFullYear() - 1;
  const days = new Days(calendar, Math.min(epochUnix, yearStart(calendar, firstYear)));
  const lifeOptions = { seed, circuitCount: channels - 1, epochUnix };
  return Array.from(
    { length: Math.min(devices, MAX_LIVES) },
    (_, index) => new Life({ ...lifeOptions, index }, days),
  );
}

/** Creates a fleet. Each channel publishes first within one interval. */
export function createFleet(options: FleetOptions): Fleet {
  const { channels, seed, startUnix, timezone = 'Europe/Brussels' } = options;
  const calendar = createCalendar(timezone);
  const idents = Array.from({ length: options.devices }, (_, device) => identOf(seed, device));
  const lives = livesOf(options, calendar);
  const houses = idents.map((ident, device) => {
    const life = lives[device % MAX_LIVES] as Life;
    return new House({ ident, seed, device, channels, startUnix }, life, calendar);
  });
  const takeDue = createSchedule(options);
  let nowMilliseconds = startUnix * 1000;

  function* publishesUntil(unixSeconds: number): Generator<SimulatedMessage, void> {
    for (let due = takeDue(unixSeconds); due; due = takeDue(unixSeconds)) {
      const house = houses[due.device] as House;
      nowMilliseconds = due.unixMilliseconds;
      house.advanceTo(nowMilliseconds);
      const topic = `${house.ident}/PUB/CH${due.channel}`;
      yield { at: nowMilliseconds / 1000, topic, payload: publishPayload(house, due.channel) };
    }
    nowMilliseconds = Math.max(nowMilliseconds, Math.floor(unixSeconds * 1000));
  }

  return {
    idents,
    publishesUntil,
    advanceTo: (unixSeconds) => [...publishesUntil(unixSeconds)],
    importedWattHours: (device) => {
      const house = houses[device];
      if (!house) throw new RangeError(`device: expected 0 to ${houses.length - 1}, got ${device}`);
      house.advanceTo(nowMilliseconds);
      return house.imported.exactWattHours;
    },
  };
}

/** A serial number, unique within the fleet: an odd stride visits every 24-bit number once. */
export function identOf(seed: number, device: number): string {
  const first = Math.floor(createRandom(seed)() * 2 ** 24);
  const digits = (first + device * 0x9e3779) % 2 ** 24;
  return `349454${digits.toString(16).padStart(6, '0')}`;
}

/** Streams all messages of a fleet in `days` days of 24 hours, without keeping them in memory. */
export function* history(options: FleetOptions & { days: number }): Generator<SimulatedMessage> {
  yield* createFleet(options).publishesUntil(options.startUnix + options.days * DAY_SECONDS);
}
