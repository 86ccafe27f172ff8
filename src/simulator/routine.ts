import type { Moment } from './calendar.ts';
import type { Weather } from './weather.ts';

/** Something that draws: watts of electricity, or litres per minute of gas or water. */
export type Draw = (moment: Moment, weather: Weather) => number;

/** A draw at a constant rate between two seconds of the local day. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** Lays out the runs of one local day. */
export type Plan = (moment: Moment, weather: Weather) => readonly Run[];

/** A run that starts at `hour` (13.5 is half past one) and lasts `minutes`. */
export function run(hour: number, minutes: number, rate: number): Run {
  return { from: hour * 3600, to: hour * 3600 + minutes * 60, rate };
}

/** Draws what the plan of the day says, overlapping runs together, on top of `standby`. */
export function follow(plan: Plan, standby = 0): Draw {
  let plannedDay = Number.NaN;
  let runs: readonly Run[] = [];
  return (moment, weather) => {
    if (moment.day !== plannedDay) {
      plannedDay = moment.day;
      runs = plan(moment, weather);
    }
    let rate = standby;
    for (const { from, to, rate: drawn } of runs) {
      if (moment.secondOfDay >= from && moment.secondOfDay < to) rate += drawn;
    }
    return rate;
  };
}
