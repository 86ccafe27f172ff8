import { type Calendar, createCalendar } from './calendar.ts';
import { Days, yearStart } from './days.ts';
import { House } from './house.ts';
import { Life } from './life.ts';
import { publishPayload } from './payload.ts';
import { createRandom } from './random.ts';
import { createSchedule } from './schedule.ts';

/** One publish of a simulated LOWI. */
export interface SimulatedMessage {
  /** Unix seconds, with milliseconds behind the point. */
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
  /** The same seed gives the same fleet; its registers depend on nothing else but the clock. */
  seed: number;
  startUnix: number;
  /** IANA time zone of the clocks: Europe/Brussels unless told. The sun stays Belgian. */
  timezone?: string;
}

/** LOWI houses whose time goes on when told to, and never back. */
export interface Fleet {
  /** Serial numbers, by device. Device 0 has everything: sun, heat pump, car, gas and water. */
  readonly idents: readonly string[];
  /** Gives, in time order, all that was published since the last call up to and including this second. */
  advanceTo(unixSeconds: number): SimulatedMessage[];
  /** The same, one message at a time; time stands at each message until the next is asked for. */
  publishesUntil(unixSeconds: number): Generator<SimulatedMessage, void>;
  /** Exact energy that a device has imported by now, in watt-hours: its CIH + CIL before rounding. */
  importedWattHours(device: number): number;
}

/** In a larger fleet lives repeat, with registers and moments of publishing of their own: each takes some 50 ms to begin. */
const MOST_LIVES = 32;
/** From its beginning on registers count. A fleet of up to two years before fits on to it; an earlier one has an epoch of its own. */
const EPOCH_YEAR = 2026;
const YEARS_BEFORE = 2;

/** When registers stood at what a house had counted before, for a fleet that starts at some moment. */
function epochOf(calendar: Calendar, startUnix: number): number {
  const year = new Date(startUnix * 1000).getUTCFullYear();
  return yearStart(calendar, year < EPOCH_YEAR - YEARS_BEFORE ? year : EPOCH_YEAR);
}

/** The lives of a fleet, by place. */
function livesOf({ devices, channels, seed, startUnix }: FleetOptions, calendar: Calendar): Life[] {
  const epochUnix = epochOf(calendar, startUnix);
  const firstYear = new Date(startUnix * 1000).getUTCFullYear() - 1;
  const days = new Days(calendar, Math.min(epochUnix, yearStart(calendar, firstYear)));
  const lifeOptions = { seed, circuitCount: channels - 1, epochUnix };
  return Array.from(
    { length: Math.min(devices, MOST_LIVES) },
    (_, place) => new Life({ ...lifeOptions, place }, days),
  );
}

/** Builds a fleet; its first publishes come within one interval. */
export function createFleet(options: FleetOptions): Fleet {
  const { channels, seed, startUnix, timezone = 'Europe/Brussels' } = options;
  const calendar = createCalendar(timezone);
  const idents = Array.from({ length: options.devices }, (_, device) => identOf(seed, device));
  const lives = livesOf(options, calendar);
  const houses = idents.map((ident, device) => {
    const life = lives[device % MOST_LIVES] as Life;
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

/** A serial number that no other device of the fleet has: an odd stride meets every 24-bit number once. */
export function identOf(seed: number, device: number): string {
  const first = Math.floor(createRandom(seed)() * 2 ** 24);
  const digits = (first + device * 0x9e3779) % 2 ** 24;
  return `349454${digits.toString(16).padStart(6, '0')}`;
}

const DAY_SECONDS = 86_400;

/** Streams all that a fleet publishes in `days` days of 24 hours, holding one message at a time. */
export function* history(options: FleetOptions & { days: number }): Generator<SimulatedMessage> {
  yield* createFleet(options).publishesUntil(options.startUnix + options.days * DAY_SECONDS);
}
