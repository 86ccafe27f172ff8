import { PERIODS } from '../ledger/calendar.ts';
import { isMonthly } from '../ledger/monthly-bill.ts';
import { BILL_ITEMS, DIRECTIONS, ITEMS } from '../ledger/prices.ts';
import type { Family, Figure, MeterFamily } from './family.ts';
import { labelTail } from './text-format.ts';

type Labels = Readonly<Record<string, string>>;

/** A metric with one series per meter, which only a fresh meter has. */
function gauge(name: string, help: string, figure: Figure, isRunning = false): MeterFamily {
  return labeled({ name, type: 'gauge', help, isRunning: () => isRunning }, [{}], () => figure);
}

/** How the series of a metric behave. */
interface Behavior<Label> {
  staysWhenStale?: boolean;
  /** Whether each publish may change a series. */
  isRunning?: (labels: Label) => boolean;
}

/** A metric with one series for each of some labels. `figureOf`: the figure of one. */
function labeled<Label extends Labels>(
  family: Omit<Family, 'labels'> & Behavior<Label>,
  combinations: readonly Label[],
  figureOf: (labels: Label) => Figure,
): MeterFamily {
  const { staysWhenStale = false, isRunning = () => false, ...rest } = family;
  const figures = combinations.map((labels) => ({
    tail: labelTail(labels),
    figure: figureOf(labels),
    staysWhenStale,
    isRunning: isRunning(labels),
    needsPrice: false,
  }));
  return { ...rest, labels: [...new Set(combinations.flatMap(Object.keys))], figures };
}

const BY_DIRECTION = DIRECTIONS.map((direction) => ({ direction }));
const BY_ITEM = ITEMS.map((item) => ({ item }));
const BY_PERIOD = PERIODS.map((period) => ({ period }));
const BY_PERIOD_AND_ITEM = PERIODS.flatMap((period) =>
  (period === 'day' ? ITEMS : BILL_ITEMS).map((item) => ({ period, item })),
);

/** Demand and peaks; docs/capacity-tariff.md explains them. */
const DEMAND_FAMILIES: readonly MeterFamily[] = [
  gauge(
    'lowi_quarter_hour_demand_watts',
    'Energy imported since the clock quarter began, as power over a whole quarter (OBIS 1.4.0).',
    ({ demand }, unix) => demand.runningWatts(unix),
    true,
  ),
  gauge(
    'lowi_quarter_hour_projected_demand_watts',
    'Demand at the end of the running quarter if the present import power holds.',
    ({ demand }, unix) => demand.projectedWatts(unix),
    true,
  ),
  gauge(
    'lowi_quarter_hour_headroom_watts',
    'Mean import power that the rest of the running quarter may have without raising the bill; never below 0.',
    (ledger, unix) => ledger.headroomWatts(unix),
    true,
  ),
  gauge('lowi_quarter_hour_last_demand_watts', 'Demand of the last complete quarter.', ({ demand }) =>
    demand.lastCompleteWatts(),
  ),
  labeled(
    {
      name: 'lowi_quarter_hour_energy_watthours',
      type: 'gauge',
      help: 'Energy of the last complete quarter, by direction: import or export.',
    },
    BY_DIRECTION,
    ({ direction }) =>
      (ledger) =>
        ledger.lastQuarterWattHours(direction),
  ),
  gauge(
    'lowi_quarter_hour_end_timestamp_seconds',
    'Unix time at which the last complete quarter ended.',
    (ledger) => ledger.lastQuarterEnd(),
  ),
  gauge(
    'lowi_month_peak_demand_watts',
    'Highest complete quarter of the local calendar month (OBIS 1.6.0).',
    ({ demand }, unix) => demand.monthPeak(unix)?.watts,
  ),
  gauge(
    'lowi_month_peak_demand_timestamp_seconds',
    'Unix time at which that quarter ended.',
    ({ demand }, unix) => demand.monthPeak(unix)?.endedAt,
  ),
  labeled(
    {
      name: 'lowi_incomplete_quarters_total',
      type: 'counter',
      help: 'Quarters excluded from the peak, counted when they end: publishes missing around a boundary, a restart without state, or a counter reading withheld.',
      staysWhenStale: true,
    },
    [{}],
    () =>
      ({ demand }) =>
        demand.known ? demand.incompleteQuarters : undefined,
  ),
];

/** What the bill of the capacity tariff follows; absent with `capacity: none`. */
const CAPACITY_FAMILIES: readonly MeterFamily[] = [
  gauge(
    'lowi_capacity_threshold_watts',
    "Demand that a quarter may have without raising the bill: the higher of capacity.floor and the month's peak.",
    (ledger, unix) => ledger.thresholdWatts(unix),
  ),
  gauge(
    'lowi_capacity_billed_peak_watts',
    "Mean of the last twelve months' peaks, each at least capacity.floor, this month's as it stands.",
    (ledger, unix) => ledger.billedPeak(unix)?.watts,
  ),
  gauge(
    'lowi_capacity_billed_months',
    'Months of the last twelve whose peak is known.',
    (ledger, unix) => ledger.billedPeak(unix)?.months,
  ),
];

/** Energy, gas and water of the running local day, month and year. */
const PERIOD_FAMILIES: readonly MeterFamily[] = [
  ...(
    [
      ['import', 'lowi_period_import_energy_watthours', 'Energy imported'],
      ['export', 'lowi_period_export_energy_watthours', 'Energy exported'],
      ['gas', 'lowi_period_gas_cubic_meters', 'Gas used'],
      ['water', 'lowi_period_water_cubic_meters', 'Water used'],
    ] as const
  ).map(([item, name, what]) =>
    labeled(
      {
        name,
        type: 'gauge',
        help: `${what} since the local day, month or year began.`,
        isRunning: () => true,
      },
      BY_PERIOD,
      ({ period }) =>
        (ledger, unix) =>
          ledger.periodTotal(period, item, unix),
    ),
  ),
  labeled(
    {
      name: 'lowi_period_start_timestamp_seconds',
      type: 'gauge',
      help: 'Unix time from which on the figures of a local period hold: its beginning, or the first reading ever.',
    },
    BY_PERIOD,
    ({ period }) =>
      (ledger, unix) =>
        ledger.periodStart(period, unix),
  ),
  labeled(
    {
      name: 'lowi_estimated_energy_watthours_total',
      type: 'counter',
      help: 'Energy of gaps of more than 150 s, spread evenly over the quarters that they span.',
      staysWhenStale: true,
    },
    BY_DIRECTION,
    ({ direction }) =>
      (ledger) =>
        ledger.estimatedWattHours(direction),
  ),
];

/** Prices, cost and earnings; docs/prices.md explains them. What has no price makes no series. */
const MONEY_FAMILIES: readonly MeterFamily[] = [
  labeled(
    {
      name: 'lowi_price_euros_per_kilowatthour',
      type: 'gauge',
      help: 'Price at which energy from the grid (import) or to it (export) is counted now.',
    },
    BY_DIRECTION,
    ({ direction }) =>
      ({ money }, unix) =>
        money.energyPrice(direction, unix),
  ),
  ...(['gas', 'water'] as const).map((item) =>
    gauge(`lowi_${item}_price_euros_per_cubic_meter`, `Price of ${item}, as configured.`, ({ money }) =>
      money.price(item),
    ),
  ),
  labeled(
    {
      name: 'lowi_cost_euros_total',
      type: 'counter',
      help: 'Money spent since the exporter started, by item; on export at negative prices.',
      isRunning: () => true,
    },
    BY_ITEM,
    ({ item }) =>
      ({ money }) =>
        money.cost(item),
  ),
  labeled(
    {
      name: 'lowi_earnings_euros_total',
      type: 'counter',
      help: 'Money earned since the exporter started, by item; with import at negative prices.',
      isRunning: () => true,
    },
    BY_ITEM,
    ({ item }) =>
      ({ money }) =>
        money.earnings(item),
  ),
  labeled(
    {
      name: 'lowi_period_cost_euros',
      type: 'gauge',
      help: 'Cost less earnings since the local day, month or year began, by item; the sum over all items is the bill so far.',
      isRunning: ({ item }) => !isMonthly(item),
    },
    BY_PERIOD_AND_ITEM,
    ({ period, item }) =>
      ({ money }, unix) =>
        money.inPeriod(period, item, unix),
  ),
  labeled(
    {
      name: 'lowi_unpriced_energy_watthours_total',
      type: 'counter',
      help: 'Energy of quarters whose market price was not known within 48 hours.',
      staysWhenStale: true,
    },
    BY_DIRECTION,
    ({ direction }) =>
      ({ money }) =>
        money.unpricedWattHours(direction),
  ),
];

/** Half of all figures are about money: a fleet without prices reads none of them. */
function needingPrice({ figures, ...family }: MeterFamily): MeterFamily {
  return { ...family, figures: figures.map((figure) => ({ ...figure, needsPrice: true })) };
}

/** Every metric that is computed from a meter's ledger, in the page's order. */
export const METER_FAMILIES: readonly MeterFamily[] = [
  ...DEMAND_FAMILIES,
  ...CAPACITY_FAMILIES,
  ...PERIOD_FAMILIES,
  ...MONEY_FAMILIES.map(needingPrice),
];
