import { DAY_SECONDS, HOUR_SECONDS } from '../../clock.ts';
import { type Html, html } from './html.ts';

const NARROW_NO_BREAK_SPACE = '\u202f';
const MINUS = '\u2212';

/** Groups the digits of numbers from five digits on; at most three decimals, or exactly `decimals`. */
export function numberText(value: number, decimals?: number): string {
  const rounded = decimals === undefined ? String(Math.round(value * 1000) / 1000) : value.toFixed(decimals);
  const [integer = '', fraction] = rounded.replace('-', '').split('.');
  const grouped = integer.length > 4 ? integer.replace(/\B(?=(\d{3})+$)/g, NARROW_NO_BREAK_SPACE) : integer;
  return `${Number(rounded) < 0 ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A number with its unit, and the plain number as an attribute for machines. */
export function amount(value: number, unit: string, decimals?: number): Html {
  const plain = decimals === undefined ? value : value.toFixed(decimals);
  return html`<data value="${plain}">${numberText(value, decimals)}</data>&nbsp;<span class="unit">${unit}</span>`;
}

/** `1 channel`, `2 channels`. */
export function plural(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const SPANS = [
  { seconds: DAY_SECONDS, name: 'days' },
  { seconds: HOUR_SECONDS, name: 'h' },
  { seconds: 60, name: 'min' },
];

/** `4 s`, `3 min`, `5 h`, `12 days`; a unit is used from two on. */
export function spanText(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never published';
  const span = SPANS.find((one) => seconds >= 2 * one.seconds);
  return span ? `${Math.floor(seconds / span.seconds)} ${span.name}` : `${Math.floor(seconds)} s`;
}

/** How long ago something happened: `4 s ago`. */
export function ageText(seconds: number): string {
  return Number.isFinite(seconds) ? `${spanText(seconds)} ago` : 'never';
}

/** How often a channel publishes. */
export function publishIntervalText(seconds: number | null): string {
  return seconds === null ? 'publish interval unknown' : `every ${spanText(Math.round(seconds))}`;
}

/** Euros to the cent, such as `€12.34`. */
export function euros(value: number, decimals = 2): Html {
  const text = numberText(value, decimals);
  const plain = text.startsWith(MINUS) ? `${MINUS}€${text.slice(1)}` : `€${text}`;
  return html`<data value="${value.toFixed(decimals)}">${plain}</data>`;
}
