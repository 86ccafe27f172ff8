import type { Channel } from './channel.ts';
import type { CounterLevel } from './counters.ts';
import type { Moment } from './moment.ts';

/** A channel's accepted counters with their times in Unix seconds, to be saved. */
export function saveCounters(channel: Channel, now: Moment): CounterLevel[] {
  const unixOf = (steady: number) => now.unix - (now.steady - steady);
  return channel.rules.counters.levels(channel).map(({ readAt, changedAt, ...level }) => ({
    ...level,
    readAt: unixOf(readAt),
    changedAt: unixOf(changedAt),
  }));
}

/** Restores saved counters; a time in the future, of a clock that was ahead, is taken as now. */
export function restoreCounters(channel: Channel, counters: readonly CounterLevel[], now: Moment): void {
  const steadyOf = (unix: number) => now.steady - Math.max(0, now.unix - unix);
  for (const { readAt, changedAt, ...level } of counters) {
    const known = { ...level, readAt: steadyOf(readAt), changedAt: steadyOf(changedAt) };
    channel.rules.counters.restore(channel, known);
  }
}
