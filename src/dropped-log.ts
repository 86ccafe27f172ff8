import type { EvictedChannels } from './channels/evicted.ts';
import type { Log } from './log.ts';

/** Warns, each time it is called, of evicted channels that were dropped since the last time. */
export function createDroppedLog(evicted: Pick<EvictedChannels, 'dropped'>, log: Log): () => void {
  let logged = 0;
  return () => {
    const { dropped } = evicted;
    if (dropped === logged) return;
    const message =
      'more evicted channels than lowi.maxChannels; counters of those evicted first are no longer known';
    log.warn({ dropped: dropped - logged, dropped_since_start: dropped }, message);
    logged = dropped;
  };
}
