import type { EvictedChannels } from '../channels/evicted.ts';
import type { Rejection } from '../channels/rejections.ts';
import type { Log } from './logger.ts';
import type { WarnRateLimited } from './rate-limit.ts';

/** Longest topic in a line; MQTT allows 64 KiB. */
const SHOWN_TOPIC = 160;

/** Logs refusals, by their reason. */
export function createRejectionLog(warn: WarnRateLimited): (rejection: Rejection) => void {
  return ({ at, ...rejection }) => {
    const fields = { ...rejection, topic: shown(rejection.topic) };
    warn(rejection.reason, at, fields, `refused ${rejection.field ? 'a field' : 'a message'}`);
  };
}

function shown(topic: string): string {
  return topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic;
}

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
