import { type Html, html } from './html.ts';

const NARROW_NO_BREAK_SPACE = '\u202f';
const MINUS = '\u2212';

/** A number as people read it: digits in threes from five on, at most three decimals, or exactly as many as asked. */
export function numberText(value: number, decimals?: number): string {
  const rounded = decimals === undefined ? String(Math.round(value * 1000) / 1000) : value.toFixed(decimals);
  const [integer = '', fraction] = rounded.replace('-', '').split('.');
  const grouped = integer.length > 4 ? integer.replace(/\B(?=(\d{3})+$)/g, NARROW_NO_BREAK_SPACE) : integer;
  return `${Number(rounded) < 0 ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A number with its unit, the plain number beside it for machines. */
export function amount(value: number, unit: string, decimals?: number): Html {
  const plain = decimals === undefined ? value : value.toFixed(decimals);
  return html`<data value="${plain}">${numberText(value, decimals)}</data>&nbsp;<span class="unit">${unit}</span>`;
}

/** `1 channel`, `2 channels`. */
export function plural(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
