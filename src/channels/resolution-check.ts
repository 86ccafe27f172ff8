import type { Row } from './row.ts';
import { currentResolution } from './scale.ts';
import type { ChannelSettings } from './settings.ts';

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

/** What it takes of a row: publishes seen, up to those that must agree, and those in a row that were too large, or too small. */
export const RESOLUTION_NUMBERS = 3;
const TOO_LARGE = 1;
const TOO_SMALL = 2;

/** Watches whether U × I contradicts a channel's power by the factor ten that a wrong current resolution makes; one object serves all channels. */
export class ResolutionCheck {
  /** Where in a channel's row it keeps its counts. */
  readonly #place: number;

  constructor(place = 0) {
    this.#place = place;
  }

  /** Takes what a publish says: V, A by the resolution in force, and W of either direction; NaN where absent. */
  take({ numbers, at }: Row, volts: number, amperes: number, watts: number): void {
    const power = Math.abs(watts);
    const ratio = (volts * amperes) / power;
    if (!(power > LEAST_WATTS) || Number.isNaN(ratio)) return;
    const first = at + this.#place;
    numbers[first] = Math.min(PUBLISHES, (numbers[first] || 0) + 1);
    numbers[first + TOO_LARGE] = fits(ratio / OFF_BY) ? (numbers[first + TOO_LARGE] || 0) + 1 : 0;
    numbers[first + TOO_SMALL] = fits(ratio * OFF_BY) ? (numbers[first + TOO_SMALL] || 0) + 1 : 0;
  }

  /** Whether the last five publishes above 200 W were all off by ten the same way; undefined until there were five. */
  suspect({ numbers, at }: Row): boolean | undefined {
    const first = at + this.#place;
    if (!((numbers[first] as number) >= PUBLISHES)) return undefined;
    return (
      (numbers[first + TOO_LARGE] as number) >= PUBLISHES ||
      (numbers[first + TOO_SMALL] as number) >= PUBLISHES
    );
  }

  /** What to change where U × I contradicts a channel's power by ten; undefined while it does not. */
  hint(channel: Row & { readonly ident: string }, settings: ChannelSettings): string | undefined {
    const inForce = currentResolution(settings, channel.ident);
    const better = this.#better(channel, inForce);
    if (better === undefined) return undefined;
    const own = settings.devices.get(channel.ident)?.currentResolution !== undefined;
    const key = own ? `devices.${channel.ident}.currentResolution` : 'lowi.currentResolution';
    const off = better < inForce ? 'ten times' : 'a tenth of';
    return `U × I is about ${off} the power: set ${key} to ${Number(better.toPrecision(6))} (now ${inForce})`;
  }

  /** The resolution in A to set instead of that in force; undefined unless suspect. */
  #better(channel: Row, resolution: number): number | undefined {
    if (!this.suspect(channel)) return undefined;
    const tooLarge = channel.numbers[channel.at + this.#place + TOO_LARGE] as number;
    return tooLarge > 0 ? resolution / OFF_BY : resolution * OFF_BY;
  }
}

function fits(ratio: number): boolean {
  return ratio >= LEAST_RATIO && ratio <= HIGHEST_RATIO;
}
