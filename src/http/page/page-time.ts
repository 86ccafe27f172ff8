import { type Html, html } from './html.ts';

/** The moment of a page. It shows times on the house's clock: day first, 24 hours. */
export class PageTime {
  /** Unix time. */
  readonly unix: number;
  readonly timezone: string;
  readonly #date: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #today: string;

  constructor(unix: number, timezone: string, locale = 'en-GB') {
    this.unix = unix;
    this.timezone = timezone;
    const [twoDigits, zone] = ['2-digit', { timeZone: timezone }] as const;
    const date = { day: twoDigits, month: twoDigits, year: 'numeric' } as const;
    const clock = { hour: twoDigits, minute: twoDigits, second: twoDigits, hourCycle: 'h23' } as const;
    this.#date = new Intl.DateTimeFormat(locale, { ...zone, ...date });
    this.#clock = new Intl.DateTimeFormat(locale, { ...zone, ...clock });
    this.#today = this.#partsOf(unix).date;
  }

  /** A Unix time to the second: `14:05:09`, with the date unless that is today. */
  exact(unix: number): Html {
    const { date, time } = this.#partsOf(Math.round(unix));
    return this.#element(unix, date === this.#today ? time : `${date} ${time}`);
  }

  /** The same to the minute: `14:05`. */
  minute(unix: number): Html {
    const { date, time } = this.#partsOf(unix);
    const clock = time.slice(0, 5);
    return this.#element(unix, date === this.#today ? clock : `${date} ${clock}`);
  }

  /** The time of today, or the date without its year: `14:05`, `03/01`. */
  brief(unix: number): Html {
    const { date, time } = this.#partsOf(unix);
    return this.#element(unix, date === this.#today ? time.slice(0, 5) : date.slice(0, 5));
  }

  /** The time of the day: `14:05`. */
  clockText(unix: number): string {
    return this.#partsOf(unix).time.slice(0, 5);
  }

  #element(unix: number, text: string): Html {
    return html`<time datetime="${new Date(Math.round(unix) * 1000).toISOString()}">${text}</time>`;
  }

  #partsOf(unix: number): { date: string; time: string } {
    return { date: this.#date.format(unix * 1000), time: this.#clock.format(unix * 1000) };
  }
}
