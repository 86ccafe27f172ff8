import type { Moment } from './calendar.ts';
import { createDrift } from './drift.ts';
import type { Random } from './random.ts';

const LATITUDE = radians(50.8);
const LONGITUDE_HOURS = 4.35 / 15;
const TILT_RADIANS_PER_DAY = (2 * Math.PI) / 365.25;

/** The sky above one house. */
export interface Weather {
  /** Outdoor temperature in degrees Celsius. */
  readonly temperature: number;
  /** Share of its peak power that a solar panel gives: 0 at night, 1 under a high, clear sun. */
  readonly sunshine: number;
}

/** Starts the weather of a Belgian place; each call is one inner step later. */
export function createWeather(random: Random): (moment: Moment) => Weather {
  const front = createDrift(random, 48);
  const overcast = createDrift(random, 10);
  const passingCloud = createDrift(random, 0.25);
  return (moment) => {
    const summer = -Math.cos(TILT_RADIANS_PER_DAY * (moment.dayOfYear - 20));
    const afternoon = Math.cos((2 * Math.PI * (moment.secondOfDay - 54_000)) / 86_400);
    const clearness = logistic(0.6 * summer - 0.2 + 1.6 * overcast() + 0.9 * passingCloud());
    const sine = Math.max(0, sunHeight(moment));
    return {
      temperature: 10.5 + 7.5 * summer + 3.5 * afternoon + 2.5 * front(),
      sunshine: sine ** 1.15 * (0.12 + 0.88 * clearness),
    };
  };
}

/** Sine of the sun's elevation over Brussels: below 0 at night. */
function sunHeight({ unix, dayOfYear }: Pick<Moment, 'unix' | 'dayOfYear'>): number {
  const declination = radians(-23.44) * Math.cos(TILT_RADIANS_PER_DAY * (dayOfYear + 10));
  const solarHour = ((unix % 86_400) / 3600 + LONGITUDE_HOURS) % 24;
  const hourAngle = radians(15 * (solarHour - 12));
  const noonPart = Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.sin(LATITUDE) * Math.sin(declination) + noonPart;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
