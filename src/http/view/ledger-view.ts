import type { LocalCalendar } from '../../ledger/calendar.ts';
import type { MarketPrices } from '../../ledger/market-prices.ts';
import type { MeterLedger } from '../../ledger/meter-ledger.ts';
import { BILL_ITEMS, ITEMS } from '../../ledger/prices.ts';
import { QUARTER_SECONDS, quarterAt } from '../../ledger/quarter.ts';

/** The running quarter and what it is compared with; null while unknown. */
export interface DemandView {
  runningWatts: number | null;
  projectedWatts: number | null;
  lastWatts: number | null;
  /** The highest complete quarter of the month; Unix time. */
  monthPeak: { watts: number; endedAt: number } | null;
  /** What a quarter may average without raising the bill; null also where peaks are not billed. */
  thresholdWatts: number | null;
  /** Mean import power that the rest of the quarter may have without raising the bill. */
  headroomWatts: number | null;
  /** W that each month counts for at least; null where peaks are not billed. */
  floorWatts: number | null;
  /** Mean of the last twelve months' peaks, and how many of them are known. */
  billedPeak: { watts: number; months: number } | null;
  /** Unix time. */
  quarterEndsAt: number;
}

/** What was metered and billed in a local period; absent while unknown, not published or without a price. */
export interface PeriodView {
  /** Unix time at which the period began. */
  start: number;
  /** Unix time from which on the figures hold: `start`, or a first reading in it. */
  since: number;
  importWattHours?: number;
  exportWattHours?: number;
  gasCubicMeters?: number;
  waterCubicMeters?: number;
  /** Euros by item, earnings negative. */
  euros: Partial<Record<(typeof BILL_ITEMS)[number], number>>;
  /** The sum of `euros`; null without any. */
  totalEuros: number | null;
}

/** What the meter's ledger counted, and at which prices; null while unknown. */
export interface LedgerView {
  today: PeriodView | null;
  month: PeriodView | null;
  /** Euro per kWh now. */
  price: { import: number | null; export: number | null };
  /** Since when the market price is unknown, in Unix time, or null if it never was known; absent while it is known or not used. */
  unknownMarketPrice?: { since: number | null };
}

/** The demand of a meter at a Unix second. */
export function viewDemand(ledger: MeterLedger, unix: number): DemandView {
  const { demand } = ledger;
  return {
    runningWatts: demand.runningWatts(unix) ?? null,
    projectedWatts: demand.projectedWatts(unix) ?? null,
    lastWatts: demand.lastCompleteWatts() ?? null,
    monthPeak: demand.monthPeak(unix) ?? null,
    thresholdWatts: ledger.thresholdWatts(unix) ?? null,
    headroomWatts: ledger.headroomWatts(unix) ?? null,
    floorWatts: ledger.contract.capacity?.floorWatts ?? null,
    billedPeak: ledger.billedPeak(unix) ?? null,
    quarterEndsAt: (quarterAt(unix) + 1) * QUARTER_SECONDS,
  };
}

/** What a ledger is viewed with. */
interface LedgerSources {
  calendar: LocalCalendar;
  market: MarketPrices;
}

/** The ledger of a meter at a Unix second. */
export function viewLedger(
  ledger: MeterLedger,
  { calendar, market }: LedgerSources,
  unix: number,
): LedgerView {
  const { formulas } = ledger.contract;
  const usesMarket = formulas.import !== undefined || formulas.export !== undefined;
  const isUnknown = usesMarket && Number.isNaN(market.at(quarterAt(unix)));
  return {
    today: viewPeriod(ledger, calendar, 'day', unix),
    month: viewPeriod(ledger, calendar, 'month', unix),
    price: {
      import: ledger.money.energyPrice('import', unix) ?? null,
      export: ledger.money.energyPrice('export', unix) ?? null,
    },
    ...(isUnknown && { unknownMarketPrice: { since: market.validUntil(unix) ?? null } }),
  };
}

const TOTALS = {
  import: 'importWattHours',
  export: 'exportWattHours',
  gas: 'gasCubicMeters',
  water: 'waterCubicMeters',
} as const;

function viewPeriod(
  ledger: MeterLedger,
  calendar: LocalCalendar,
  kind: 'day' | 'month',
  unix: number,
): PeriodView | null {
  const since = ledger.periodStart(kind, unix);
  if (since === undefined) return null;
  const view: PeriodView = {
    start: calendar.periodsAt(unix)[kind].start,
    since,
    euros: {},
    totalEuros: null,
  };
  for (const item of ITEMS) {
    const total = ledger.periodTotal(kind, item, unix);
    if (total !== undefined) view[TOTALS[item]] = total;
  }
  for (const item of BILL_ITEMS) {
    const euros = ledger.money.inPeriod(kind, item, unix);
    if (euros === undefined) continue;
    view.euros[item] = euros;
    view.totalEuros = (view.totalEuros ?? 0) + euros;
  }
  return view;
}
