import { missing, stale } from '../absence.ts';
import { barGauge } from '../bar-gauge.ts';
import { bars, lines } from '../graph.ts';
import type { Translate } from '../language/language.ts';
import {
  cost,
  countedSince,
  EURO,
  items,
  PER_KILOWATTHOUR,
  type Period,
  price,
  SINCE,
} from '../meter/cost.ts';
import { METER } from '../meter/energy.ts';
import { COLOR } from '../palette.ts';
import { type AnyPanel, colored } from '../panel.ts';
import { gained } from '../promql.ts';
import { now, over } from '../query.ts';
import { DAYS } from '../span.ts';
import { stat } from '../stat.ts';

const EUROS = [{ id: 'unit', value: EURO }, { id: 'decimals', value: 2 }, colored(COLOR.neutral)];

/** What to say without prices. */
export const noPrices = (t: Translate, expr: string) => missing(t('Prices'), t('set prices'), expr);

/** The bill so far, and the prices now. */
export const costs = (t: Translate): AnyPanel =>
  stat({
    title: t('Costs so far'),
    description: t(
      "Net cost of electricity, gas and water today, this month and this year, and the price of a kilowatt-hour now. Month and year include fixed fees and the capacity tariff. Empty without prices in the exporter's configuration, and while the LOWI is stale.",
    ),
    unit: PER_KILOWATTHOUR,
    size: [24, 5],
    queries: [
      now(cost('day'), t('Today')),
      now(cost('month'), t('This month')),
      now(cost('year'), t('This year')),
      countedSince(t, cost('year')),
      now(price('import'), t('Import price')),
      now(price('export'), t('Export price')),
    ],
    absences: [noPrices(t, `${cost('day')} or ${price('import')} or ${price('export')}`), stale(t)],
    text: [14, 24],
    decimals: 3,
    noValue: t('no readings stored'),
    color: COLOR.import,
  })
    .overrideByName(t('counted since'), SINCE)
    .overrideByName(t('Export price'), [colored(COLOR.export)])
    .overrideByName(t('Today'), EUROS)
    .overrideByName(t('This month'), EUROS)
    .overrideByName(t('This year'), EUROS);

function byItem(t: Translate, title: string, period: Period): AnyPanel {
  const kinds = items(t);
  const panel = barGauge({
    title,
    description: t(
      "Parts of the bill so far; earnings from export are below zero. Fixed fees and capacity are parts of a month only. Empty without prices in the exporter's configuration, and while the LOWI is stale.",
    ),
    unit: EURO,
    size: [12, 8],
    queries: kinds.map(({ name, item }) => now(cost(period, item), name)),
    decimals: 2,
    noValue: t('no prices are set, or the LOWI is stale'),
  });
  for (const { name, color } of kinds) panel.overrideByName(name, [colored(color)]);
  return panel;
}

const prices = (t: Translate): AnyPanel =>
  lines({
    title: t('Price of electricity'),
    description: t(
      "Price of a kilowatt-hour at each moment. Empty without prices in the exporter's configuration; a gap means that no market price was known.",
    ),
    unit: PER_KILOWATTHOUR,
    size: [12, 8],
    queries: [over(price('import'), t('Import')), over(price('export'), t('Export'))],
    decimals: 3,
    noValue: t('no prices in this time'),
    color: { [t('Import')]: COLOR.import, [t('Export')]: COLOR.export },
  });

/** Net cost of each day: an increase of counters, as the bars of energy. */
const ofDay = (item: string) => {
  const part = (counter: string) => `sum(${gained(`${counter}{${METER},item="${item}"}`, '1d')})`;
  return `${part('lowi_cost_euros_total')} - ${part('lowi_earnings_euros_total')}`;
};

const daily = (t: Translate): AnyPanel => {
  const kinds = items(t).slice(0, 4);
  return bars({
    title: t('Cost per day, last 30 days'),
    description: t(
      "Parts of each day's cost, without fixed fees and capacity; earnings are below zero. Days without prices are empty.",
    ),
    unit: EURO,
    size: [12, 8],
    queries: kinds.map(({ name, item }) => over(ofDay(item), name)),
    decimals: 2,
    noValue: t('no prices in this time'),
    color: Object.fromEntries(kinds.map(({ name, color }) => [name, color])),
    stacked: true,
    span: DAYS,
  });
};

/** Costs by item, day and hour. */
export const costDetails = (t: Translate): AnyPanel[] => [
  byItem(t, t('Cost today'), 'day'),
  byItem(t, t('Cost this month'), 'month'),
  daily(t),
  prices(t),
];
