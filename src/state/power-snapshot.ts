import * as v from 'valibot';
import { type PowerState, SAVED_CHARACTERS } from '../channels/power-history.ts';
import type { ChannelRegistry } from '../channels/registry.ts';
import { METER_CHANNEL } from '../lowi/topic.ts';

/** About the year 2200. */
const LAST_STEP = 24_000_000;
const BASE64 = v.pipe(v.string(), v.length(SAVED_CHARACTERS), v.regex(/^[A-Za-z0-9+/]*$/));
const POWER = v.object({
  ident: v.string(),
  step: v.pipe(v.number(), v.integer(), v.minValue(288), v.maxValue(LAST_STEP)),
  scale: v.pipe(v.number(), v.minValue(1), v.maxValue(1e12)),
  means: BASE64,
});

/** The power of a meter in the last 24 hours, as the state file keeps it. */
export interface SavedPower extends PowerState {
  ident: string;
}

/** The histories to save. */
export function savePower(channels: ChannelRegistry): SavedPower[] {
  return channels.list().flatMap(({ ident, powerHistory }) => {
    const state = powerHistory?.toState();
    return state ? { ident, ...state } : [];
  });
}

/** Restores the history of a meter that is restored. */
export function restorePower(channels: ChannelRegistry, { ident, ...state }: SavedPower): void {
  channels.find({ ident, channel: METER_CHANNEL })?.powerHistory?.restore(state);
}

/** Reads a saved history; undefined if any part is damaged. */
export function readPower(raw: unknown): SavedPower | undefined {
  const { success, output } = v.safeParse(POWER, raw, { abortEarly: true });
  return success ? output : undefined;
}
