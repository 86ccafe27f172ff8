import { history } from '../../src/simulator/fleet.ts';
import { createRandom } from '../../src/simulator/random.ts';
import { at } from '../ledger/demand-meter.ts';
import { FIELDS, type Field } from '../ledger/reference-ledger.ts';

export const START = at('2026-01-01T00:00+01:00');
const DAYS = 365;
const SEED = 4;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** A message as `replay` reads it. */
export interface CapturedMessage {
  at: number;
  topic: string;
  payload: string;
}

/** Without any publish: over midnights, a month's end, both clock changes, and for days. */
const OUTAGES: readonly (readonly [string, string])[] = [
  ['2026-02-03T23:40+01:00', '2026-02-04T00:20+01:00'],
  ['2026-03-28T23:30+01:00', '2026-03-29T05:10+02:00'],
  ['2026-04-30T20:00+02:00', '2026-05-01T07:30+02:00'],
  ['2026-07-10T09:07+02:00', '2026-07-13T18:22+02:00'],
  ['2026-10-25T00:10+02:00', '2026-10-25T04:50+01:00'],
  ['2026-11-16T11:00+01:00', '2026-11-16T11:04+01:00'],
];
const EXCHANGED_AT = at('2026-08-20T10:00+02:00');
const GAPS = OUTAGES.map(([from, to]) => [at(from), at(to)] as const);

/** A year of a simulated meter at 60 s, with lost and doubled publishes, outages, wrong readings, and another meter from August on. */
export function* faultyYear(): Generator<CapturedMessage> {
  const random = createRandom(SEED);
  const options = { devices: 1, channels: 1, intervalSeconds: 60, seed: SEED, startUnix: START, days: DAYS };
  let bases: Partial<Record<Field, number>> | undefined;
  for (const { at: unix, topic, payload } of history(options)) {
    const chance = random();
    if (chance < 0.01 || GAPS.some(([from, to]) => unix >= from && unix < to)) continue;
    const fields = JSON.parse(payload) as Record<string, string>;
    if (unix >= EXCHANGED_AT) bases ??= readingsOf(fields);
    for (const [field, base] of Object.entries(bases ?? {}))
      fields[field] = String(Number(fields[field]) - base);
    const message = {
      at: unix,
      topic,
      payload: JSON.stringify({ ...fields, ...wrongReadings(chance, fields) }),
    };
    yield message;
    if (chance > 0.995) yield message;
  }
}

/** Now and then a restarting device sends zeros, or one reading is far too high. */
function wrongReadings(chance: number, fields: Record<string, string>): Record<string, string> {
  if (chance > 0.0102) return {};
  if (chance < 0.0101)
    return Object.fromEntries(Object.keys(readingsOf(fields)).map((field) => [field, '0']));
  return { CIH: String(Number(fields['CIH']) + 5_000_000) };
}

/** The registers in a publish. */
export function readingsOf(fields: Record<string, string>): Partial<Record<Field, number>> {
  const sent = FIELD_NAMES.filter((field) => fields[field] !== undefined);
  return Object.fromEntries(sent.map((field) => [field, Number(fields[field])]));
}

/** Market prices of the year in EUR/MWh by quarter, some negative; every tenth day lacks three hours. */
export function yearPrices(): { unix_seconds: number[]; price: (number | null)[]; unit: string } {
  const unix_seconds = Array.from({ length: (DAYS + 1) * 96 }, (_, n) => START + n * 900);
  const price = unix_seconds.map((unix, n) => {
    if (Math.floor(n / 96) % 10 === 9 && n % 96 >= 40 && n % 96 < 52) return null;
    const wave = 70 + 90 * Math.sin((2 * Math.PI * unix) / 43_200) + 30 * Math.sin(unix / 500_000);
    return Math.round(wave * 100) / 100;
  });
  return { unix_seconds, price, unit: 'EUR / MWh' };
}
