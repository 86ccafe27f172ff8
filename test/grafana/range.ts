import { NOW, UTC_OFFSET_SECONDS } from './houses.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  m: 60,
  h: 3600,
  d: 86_400,
  w: 7 * 86_400,
  M: 31 * 86_400,
  y: 366 * 86_400,
};
/** About as many as a panel has pixels. */
const POINTS = 1000;

/** A time range, and the step between two points. */
export interface Range {
  from: number;
  to: number;
  step: number;
}

/** The range of a panel as Grafana takes it: `30d`, `now-24h`, `now/d`, `now-1y/M`. Ends now, also where the axis continues. */
export function rangeOf(from: string, interval?: string): Range {
  const start = instantOf(/^now/.test(from) ? from : `now-${from}`);
  const least = interval === undefined ? 60 : secondsOf(interval);
  const step = Math.max(least, Math.ceil((NOW - start) / POINTS / 60) * 60);
  const align = (unix: number) => Math.floor((unix + UTC_OFFSET_SECONDS) / step) * step - UTC_OFFSET_SECONDS;
  return { from: align(start), to: align(NOW), step };
}

function instantOf(text: string): number {
  const [, back = '', unit] = /^now(?:-(\w+))?(?:\/(\w))?$/.exec(text) ?? [];
  const at = NOW - (back === '' ? 0 : secondsOf(back));
  if (unit === undefined) return at;
  const local = new Date((at + UTC_OFFSET_SECONDS) * 1000);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const monday = day - ((local.getUTCDay() + 6) % 7);
  const begin: Readonly<Record<string, number>> = {
    d: Date.UTC(year, month, day),
    w: Date.UTC(year, month, monday),
    M: Date.UTC(year, month),
    y: Date.UTC(year, 0),
  };
  const found = begin[unit];
  if (found === undefined) throw new Error(`${text}: unknown unit`);
  return found / 1000 - UTC_OFFSET_SECONDS;
}

function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)(\w)$/.exec(text) ?? [];
  const seconds = UNIT_SECONDS[unit];
  if (seconds === undefined) throw new Error(`${text}: no duration`);
  return Number(count) * seconds;
}
