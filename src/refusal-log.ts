import type { Refusal } from './channels/refusal.ts';
import type { Log } from './log.ts';

const QUIET_SECONDS = 60;
/** Longest topic in a line; MQTT allows 64 KiB. */
const SHOWN_TOPIC = 160;

/** Logs refusals: the first of a reason at once, then one line a minute that counts the rest. Each at level debug. */
export function createRefusalLog(log: Log): (refusal: Refusal) => void {
  const quiet = new Map<string, { from: number; others: number }>();
  return (refusal) => {
    const { at, ...fields } = { ...refusal, topic: shown(refusal.topic) };
    log.debug(fields, 'refused');
    const last = quiet.get(refusal.reason) ?? { from: Number.NEGATIVE_INFINITY, others: 0 };
    if (Math.abs(at - last.from) < QUIET_SECONDS) last.others++;
    else {
      log.warn(
        { ...fields, others_since_last: last.others },
        `refused ${refusal.field ? 'a field' : 'a message'}`,
      );
      quiet.set(refusal.reason, { from: at, others: 0 });
    }
  };
}

function shown(topic: string): string {
  return topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic;
}
