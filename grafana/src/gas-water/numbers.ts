import { type Absence, missing, stale } from '../absence.ts';
import { translator } from '../language/language.ts';
import { COLOR } from '../palette.ts';
import { type AnyPanel, steps } from '../panel.ts';
import { now } from '../query.ts';
import { type StatSpec, stat } from '../stat.ts';
import { amount, type Medium } from './medium.ts';
import { cost, type Period, price, used } from './period.ts';

const NAMES = { day: ['Today', 'midnight'], month: ['This month', 'the first of the month'] } as const;

/** The numbers of one medium. */
export function numbers(medium: Medium): AnyPanel[] {
  const { energy } = medium;
  const width = energy === undefined ? 4 : 6;
  return [
    volume(medium, 'day', width),
    ...(energy === undefined ? [] : [heat(medium, 'day', energy)]),
    euros(medium, 'day', width),
    ...(energy === undefined ? [] : [lowest(medium, width)]),
    volume(medium, 'month', width),
    ...(energy === undefined ? [] : [heat(medium, 'month', energy)]),
    euros(medium, 'month', width),
    ...(energy === undefined ? [lowest(medium, width)] : []),
    reading(medium, width),
  ];
}

type Shown = Pick<StatSpec, 'unit' | 'decimals' | 'size'> & Partial<Pick<StatSpec, 'color'>>;

/** A number, or that there is no such meter, or since when the LOWI is stale. */
function number(
  medium: Medium,
  title: string,
  description: string,
  expr: string,
  shown: Shown,
  reasons: readonly Absence[] = [],
) {
  const noMeter = missing('No meter', `no ${medium.item} meter on the P1 port`, `sum(${medium.counter})`);
  return stat({
    title,
    description: `${description} ${medium.absent}`,
    queries: [now(expr, title)],
    noValue: 'no LOWI with a meter yet',
    color: medium.color,
    ...shown,
    absences: [...reasons, noMeter, stale(translator('en'), expr)],
  });
}

function volume(medium: Medium, period: Period, width: number): AnyPanel {
  const [name, since] = NAMES[period];
  const isSmall = period === 'day';
  return number(
    medium,
    name,
    `Since ${since}, or since the exporter's first reading after it.`,
    isSmall ? amount(medium, used(medium, period)) : used(medium, period),
    {
      unit: isSmall ? medium.unit : 'm3',
      decimals: medium.perCubicMeter > 1 && isSmall ? 0 : isSmall ? 2 : 1,
      size: [width, 4],
    },
  );
}

function heat(medium: Medium, period: Period, perCubicMeter: string): AnyPanel {
  const [name, since] = NAMES[period];
  return number(
    medium,
    `${name} in kWh`,
    `Since ${since}: cubic meters × ${perCubicMeter} kWh. The factor is an assumption; set that of your bill in "kWh per m³ of gas" above.`,
    `${perCubicMeter} * ${used(medium, period)}`,
    { unit: 'kwatth', decimals: period === 'day' ? 1 : 0, size: [6, 4] },
  );
}

function euros(medium: Medium, period: Period, width: number): AnyPanel {
  const [name, since] = NAMES[period];
  const { item } = medium;
  const unpriced = missing('No price', `set prices.${item}`, `${price(medium)} or absent(${medium.counter})`);
  const early = missing(
    'Not yet',
    'from the next reading on',
    `${cost(medium, period)} or absent(${price(medium)}) or absent(${medium.counter})`,
  );
  return number(
    medium,
    `${name} in euros`,
    `Since ${since}, at the prices when it was used. Needs prices.${item} in the exporter's configuration.`,
    cost(medium, period),
    { unit: 'currencyEUR', decimals: 2, size: [width, 4] },
    [unpriced, early],
  );
}

function reading(medium: Medium, width: number): AnyPanel {
  return number(medium, 'Reading', 'The reading of the meter.', `sum(${medium.counter})`, {
    unit: 'm3',
    decimals: 3,
    size: [width, 4],
  });
}

function lowest(medium: Medium, width: number): AnyPanel {
  const { counter, unit, still } = medium;
  const expr = `min_over_time(sum(increase(${counter}[1h]))[24h:1h])`;
  return number(
    medium,
    'Lowest hour',
    `The lowest use in a clock hour of the last 24 hours, of those with readings. ${still}`,
    amount(medium, expr),
    {
      unit,
      decimals: unit === 'm3' ? 3 : 1,
      size: [width, 4],
      color: steps(COLOR.good, [0.001, COLOR.late]),
    },
    [missing('Too early', 'from the next full hour on', `${expr} or absent(${counter})`)],
  );
}
