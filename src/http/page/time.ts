import { type Html, html } from './html.ts';

const DAY = 86_400;
const SPANS = [
  { seconds: DAY, name: 'days' },
  { seconds: 3600, name: 'h' },
  { seconds: 60, name: 'min' },
];

/** `4 s`, `3 min`, `5 h`, `12 days`; a unit begins at two of it. */
export function spanText(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'for ever';
  const span = SPANS.find((one) => seconds >= 2 * one.seconds);
  return span ? `${Math.floor(seconds / span.seconds)} ${span.name}` : `${Math.floor(seconds)} s`;
}

/** How long ago a channel spoke. */
export function ageText(seconds: number): string {
  return Number.isFinite(seconds) ? `${spanText(seconds)} ago` : 'never';
}

/** The rhythm in which a channel publishes. */
export function cadenceText(seconds: number | null): string {
  return seconds === null ? 'rhythm not known yet' : `every ${spanText(Math.round(seconds))}`;
}

/** A moment of Unix time, in UTC; the page's script turns it into the reader's own time. */
export function timeOf(unix: number, now: number): Html {
  const iso = new Date(Math.round(unix) * 1000).toISOString();
  const day = Math.abs(now - unix) < DAY / 2 ? '' : `${iso.slice(0, 10)} `;
  return html`<time datetime="${iso}">${day}${iso.slice(11, 19)} UTC</time>`;
}
