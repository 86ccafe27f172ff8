import type { Refusal } from './refusal.ts';

const REMEMBERED = 20;

/** The latest refusals, for people to look at. */
export class Refusals {
  private latest: Refusal[] = [];

  add(refusal: Refusal): void {
    this.latest = [refusal, ...this.latest.slice(0, REMEMBERED - 1)];
  }

  list(): readonly Refusal[] {
    return this.latest;
  }
}
