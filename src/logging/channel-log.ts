import type { EvictedChannels } from '../channels/evicted.ts';
import type { Rejection } from '../channels/rejections.ts';
import type { Log, WarnRateLimited } from './logger.ts';

/** Longest topic in a line; MQTT allows 64 KiB. */
const MAX_TOPIC_CHARACTERS = 160;

/** Creates the log of rejected messages and fields, rate-limited by reason. */
export function createRejectionLog(warn: WarnRateLimited): (rejection: Rejection) => void {
  return ({ at, ...rejection }) => {
    const fields = { ...rejection, topic: shortened(rejection.topic) };
    warn(rejection.reason, at, fields, rejection.field ? 'field rejected' : 'message rejected');
  };
}

/** Creates a function that logs how many evicted channels were dropped since its last call, if any. */
export function createDroppedLog(evicted: Pick<EvictedChannels, 'dropped'>, log: Log): () => void {
  let logged = 0;
  return () => {
    const { dropped } = evicted;
    if (dropped === logged) return;
    const message = 'too many evicted channels (lowi.maxChannels); dropped the counters of the oldest';
    log.warn({ dropped: dropped - logged, dropped_since_start: dropped }, message);
    logged = dropped;
  };
}

function shortened(topic: string): string {
  return topic.length > MAX_TOPIC_CHARACTERS ? `${topic.slice(0, MAX_TOPIC_CHARACTERS)}…` : topic;
}
