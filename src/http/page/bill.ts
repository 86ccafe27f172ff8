import type { LedgerView, PeriodView } from '../view/ledger-view.ts';
import { type Html, html } from './html.ts';
import type { Reader } from './reader.ts';
import type { Text } from './texts/texts.ts';

/** How a row of the table is read from a period. */
interface Row {
  name: Text;
  item: keyof PeriodView['euros'];
  total?: 'importWattHours' | 'exportWattHours' | 'gasCubicMeters' | 'waterCubicMeters';
}

const ROWS: readonly Row[] = [
  { name: 'Imported', item: 'import', total: 'importWattHours' },
  { name: 'Exported', item: 'export', total: 'exportWattHours' },
  { name: 'Gas', item: 'gas', total: 'gasCubicMeters' },
  { name: 'Water', item: 'water', total: 'waterCubicMeters' },
  { name: 'Fixed costs', item: 'fixed' },
  { name: 'Capacity', item: 'capacity' },
];

/** What was metered today and this month, and what it costs so far. Undefined while nothing is known. */
export function bill({ today, month }: LedgerView, reader: Reader): Html | undefined {
  const periods = [today, month];
  const rows = ROWS.filter((row) => periods.some((period) => hasRow(period, row)));
  if (rows.length === 0) return undefined;
  const hasTotal = periods.some((period) => period !== null && period.totalEuros !== null);
  return html`<table class="bill">
<thead><tr><td></td><th scope="col">${reader.text('Today')}${since(today, reader)}</th><th scope="col">${reader.text('This month')}${since(month, reader)}</th></tr></thead>
<tbody>${rows.map((row) => html`<tr data-key="${row.item}"><th scope="row">${reader.text(row.name)}</th>${periods.map((period) => cell(period, row, reader))}</tr>`)}</tbody>
${hasTotal && html`<tfoot><tr><th scope="row">${reader.text('Cost so far')}</th>${periods.map((period) => totalCell(period, reader))}</tr></tfoot>`}
</table>`;
}

function hasRow(period: PeriodView | null, { item, total }: Row): boolean {
  return period !== null && (period.euros[item] !== undefined || (total && period[total]) !== undefined);
}

/** From when on the figures hold, if not from the beginning of the period. */
function since(period: PeriodView | null, reader: Reader): Html | undefined {
  if (period === null || period.since <= period.start) return undefined;
  return html` <span class="since">${reader.html('since {0}', reader.time.brief(period.since))}</span>`;
}

function cell(period: PeriodView | null, { item, total }: Row, reader: Reader): Html {
  const value = total && period?.[total];
  const cost = period?.euros[item];
  if (value === undefined && cost === undefined) return html`<td>–</td>`;
  const isEnergy = item === 'import' || item === 'export';
  return html`<td>${value !== undefined && (isEnergy ? reader.amount(value / 1000, 'kWh', 2) : reader.amount(value, 'm³', 3))}${cost !== undefined && html` <span class="euros">${reader.euros(cost)}</span>`}</td>`;
}

function totalCell(period: PeriodView | null, reader: Reader): Html {
  const total = period?.totalEuros ?? null;
  return html`<td>${total === null ? '–' : reader.euros(total)}</td>`;
}
