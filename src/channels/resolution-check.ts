/** Publishes that must agree before anything is said. */
const PUBLISHES = 5;
/** Below this the device's own rounding and its standby currents drown the ratio, in W. */
const LEAST_WATTS = 200;
/**
 * What U × I is of the power where the resolution is right: more by the power factor and by phases that export while
 * others import, hardly ever less. A single phase out of three is about a third and fits neither resolution.
 */
const LEAST_RATIO = 0.7;
const HIGHEST_RATIO = 2;
const OFF_BY = 10;

/** Watches whether U × I contradicts a channel's power by the factor ten that a wrong current resolution makes. */
export class ResolutionCheck {
  private seen = 0;
  private tooLarge = 0;
  private tooSmall = 0;

  /** Takes what a publish says: V, A by the resolution in force, and W of either direction; NaN where absent. */
  take(volts: number, amperes: number, watts: number): void {
    const power = Math.abs(watts);
    const ratio = (volts * amperes) / power;
    if (!(power > LEAST_WATTS) || Number.isNaN(ratio)) return;
    if (this.seen < PUBLISHES) this.seen++;
    this.tooLarge = fits(ratio / OFF_BY) ? this.tooLarge + 1 : 0;
    this.tooSmall = fits(ratio * OFF_BY) ? this.tooSmall + 1 : 0;
  }

  /** Whether the last five publishes above 200 W were all off by ten the same way; undefined until there were five. */
  get suspect(): boolean | undefined {
    if (this.seen < PUBLISHES) return undefined;
    return this.tooLarge >= PUBLISHES || this.tooSmall >= PUBLISHES;
  }

  /** The resolution in A to set instead of that in force; undefined unless suspect. */
  better(resolution: number): number | undefined {
    if (!this.suspect) return undefined;
    return this.tooLarge > 0 ? resolution / OFF_BY : resolution * OFF_BY;
  }
}

function fits(ratio: number): boolean {
  return ratio >= LEAST_RATIO && ratio <= HIGHEST_RATIO;
}
