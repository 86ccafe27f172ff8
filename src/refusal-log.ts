import type { Refusal } from './channels/refusal.ts';
import type { WarnQuietly } from './quiet-log.ts';

/** Longest topic in a line; MQTT allows 64 KiB. */
const SHOWN_TOPIC = 160;

/** Logs refusals, by their reason. */
export function createRefusalLog(warn: WarnQuietly): (refusal: Refusal) => void {
  return ({ at, ...refusal }) => {
    const fields = { ...refusal, topic: shown(refusal.topic) };
    warn(refusal.reason, at, fields, `refused ${refusal.field ? 'a field' : 'a message'}`);
  };
}

function shown(topic: string): string {
  return topic.length > SHOWN_TOPIC ? `${topic.slice(0, SHOWN_TOPIC)}…` : topic;
}
