import { type Day, unixAt } from './calendar.ts';
import { createNoise, type Random, seedFrom } from './random.ts';

const LATITUDE = radians(50.8);
const LONGITUDE_HOURS = 4.35 / 15;
const TILT_RADIANS_PER_DAY = (2 * Math.PI) / 365.25;

/** The weather of one house on a day, by second of the local day. */
export interface WeatherAt {
  /** Outdoor temperature in degrees Celsius. */
  temperature(secondOfDay: number): number;
  /** Output of a solar panel as a share of its peak power: 0 at night, 1 under a high, clear sun. */
  sunshine(secondOfDay: number): number;
}

/** Creates the weather of a house in Belgium, as a function of the day. */
export function createWeather(random: Random): (day: Day) => WeatherAt {
  const weatherFront = createNoise(seedFrom(random), 48);
  const overcast = createNoise(seedFrom(random), 10);
  const passingCloud = createNoise(seedFrom(random), 0.25);
  return (day) => {
    const summer = -Math.cos(TILT_RADIANS_PER_DAY * (day.dayOfYear - 20));
    const sun = sunOf(day);
    return {
      temperature(second) {
        const afternoon = Math.cos((2 * Math.PI * (second - 54_000)) / 86_400);
        return 10.5 + 7.5 * summer + 3.5 * afternoon + 2.5 * weatherFront(unixAt(day, second));
      },
      sunshine(second) {
        const unix = unixAt(day, second);
        const sine = sun(unix);
        if (sine <= 0) return 0;
        const clearness = logistic(0.6 * summer - 0.2 + 1.6 * overcast(unix) + 0.9 * passingCloud(unix));
        return sine ** 1.15 * (0.12 + 0.88 * clearness);
      },
    };
  };
}

/** Sine of the sun's elevation over Brussels on a day, by Unix second: below 0 at night. */
export function sunOf({ dayOfYear }: Day): (unix: number) => number {
  const declination = radians(-23.44) * Math.cos(TILT_RADIANS_PER_DAY * (dayOfYear + 10));
  const always = Math.sin(LATITUDE) * Math.sin(declination);
  const atNoon = Math.cos(LATITUDE) * Math.cos(declination);
  return (unix) => {
    const solarHour = ((unix % 86_400) / 3600 + LONGITUDE_HOURS) % 24;
    return always + atNoon * Math.cos(radians(15 * (solarHour - 12)));
  };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
