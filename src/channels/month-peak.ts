import type { LocalMonth } from './local-month.ts';
import { QUARTER_SECONDS } from './quarter.ts';

/** A quarter's demand, as OBIS 1.6.0 shows the month's highest. */
export interface Peak {
  watts: number;
  /** Unix second at which the quarter ended. */
  endedAt: number;
}

/** The highest quarter of the local calendar month. */
export class MonthPeak {
  private readonly localMonth: LocalMonth;
  private highest: Peak | undefined;
  private month = Number.NaN;

  constructor(localMonth: LocalMonth, saved?: Peak) {
    this.localMonth = localMonth;
    if (saved) this.take(saved.watts, saved.endedAt);
  }

  /** Takes a complete quarter; one that ends at midnight of the 1st still belongs to the ending month. */
  take(watts: number, endedAt: number): void {
    const month = this.localMonth(endedAt - QUARTER_SECONDS);
    if (this.highest && month === this.month && watts <= this.highest.watts) return;
    this.highest = { watts, endedAt };
    this.month = month;
  }

  /** The peak of the month of that Unix second; undefined until one of its quarters was taken. */
  at(unix: number): Peak | undefined {
    return this.highest && this.month === this.localMonth(unix) ? this.highest : undefined;
  }

  /** The peak of the last month that had one, to be saved. */
  get latest(): Peak | undefined {
    return this.highest;
  }
}
