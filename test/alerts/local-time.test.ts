import { test } from 'node:test';
import { stringify } from 'yaml';
import { needs } from '../needs.ts';
import { scratchFile } from '../scratch.ts';
import { RULES } from './rules.ts';
import { run } from './tool.ts';

const HOUR = 3600;
const brussels = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** What a clock in Brussels shows, as if that were UTC. */
function wallClock(unix: number): Date {
  const [day, month, year, hour, minute, second] = brussels
    .format(unix * 1000)
    .match(/\d+/g)!
    .map(Number);
  return new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
}

const offset = (unix: number) => wallClock(unix).getTime() / 1000 - unix;

/** When a clock in Brussels shows midnight of a date. */
function midnight(year: number, month: number, day: number): number {
  const utc = Date.UTC(year, month, day) / 1000;
  return utc - offset(utc - 2 * HOUR);
}

function expected(unix: number): Record<string, number> {
  const now = wallClock(unix);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  return {
    'global:lowi_local_offset_seconds:now': offset(unix),
    'global:lowi_local_date_timestamp_seconds:now': Date.UTC(year, month, day) / 1000,
    'global:lowi_local_midnight_timestamp_seconds:now': midnight(year, month, day),
    'global:lowi_local_month_start_timestamp_seconds:now': midnight(year, month, 1),
  };
}

/** The expression of a recorded series, with the expressions of the series that it uses inlined. */
function inlined(name: string): string {
  const { expr } = RULES.find(({ record }) => record === name)!;
  return expr.replaceAll(/global:[\w:]+/g, (other) => `(${inlined(other)})`).replaceAll(/\s+/g, ' ');
}

/** Days on which a year or a month begins, and the weekends on which clocks change. */
function days(year: number): number[] {
  const weekends = [2, 9].flatMap((month) => {
    const lastSunday = 31 - new Date(Date.UTC(year, month, 31)).getUTCDay();
    return [lastSunday - 1, lastSunday, lastSunday + 1].map((day) => midnight(year, month, day));
  });
  return [...weekends, ...[0, 2, 3, 9, 10].map((month) => midnight(year, month, 1))];
}

/** The edges of each day: midnight, and the changes to and from summer time. */
const moments = [2026, 2028, 2030]
  .flatMap(days)
  .flatMap((day) => [-1, 0, 2 * HOUR - 1, 2 * HOUR, 3 * HOUR - 1, 3 * HOUR].map((seconds) => day + seconds));

for (const name of Object.keys(expected(0))) {
  test(`${name} matches the local time in Brussels`, needs('promtool'), () => {
    const expr = inlined(name);
    const promql_expr_test = moments.map((unix) => ({
      expr: `(${expr}) + 0`,
      eval_time: `${unix}s`,
      exp_samples: [{ labels: '{}', value: expected(unix)[name] }],
    }));
    const tests = [{ name, interval: '1y', promql_expr_test }];
    run(
      'promtool',
      'test',
      'rules',
      scratchFile('local-time.yml', stringify({ evaluation_interval: '1y', tests })),
    );
  });
}
