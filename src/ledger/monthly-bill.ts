import type { LocalCalendar } from './calendar.ts';
import { billedPeak } from './capacity.ts';
import type { Contract } from './contract.ts';
import type { Demand } from './demand.ts';
import type { BillItem } from './prices.ts';

/** What each month adds to the bill. */
export const MONTHLY_ITEMS = ['fixed', 'capacity'] as const;
type MonthlyItem = (typeof MONTHLY_ITEMS)[number];

const MONTHS_PER_YEAR = 12;
const WATTS_PER_KILOWATT = 1000;

/** Whether an item is billed by the month. */
export function isMonthly(item: BillItem): item is MonthlyItem {
  return item === 'fixed' || item === 'capacity';
}

/** Euros that a month (by its number) adds to the bill; undefined without a price. */
export function monthlyEuros(
  item: MonthlyItem,
  month: number,
  { fixed, capacity }: Contract,
  demand: Demand,
): number | undefined {
  if (item === 'fixed') return fixed === undefined ? undefined : fixed / MONTHS_PER_YEAR;
  if (capacity?.price === undefined || !demand.known) return undefined;
  const { watts } = billedPeak(capacity, demand, month);
  return ((watts / WATTS_PER_KILOWATT) * capacity.price) / MONTHS_PER_YEAR;
}

/**
 * The beginnings of the months from one to before another, in Unix seconds, also if the other is the earlier one. None if they are more
 * than a year apart: then the clock was wrong.
 */
export function monthsBetween(calendar: LocalCalendar, from: number, to: number): number[] {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  if (calendar.monthAt(last) - calendar.monthAt(first) > MONTHS_PER_YEAR) return [];
  const starts: number[] = [];
  for (let start = first; start < last; start = calendar.periodsAt(start).month.end) starts.push(start);
  return starts;
}
