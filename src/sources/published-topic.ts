import { topicFilterFault } from './topic-filter.ts';

/** aedes follows no more levels. */
const MAX_LEVELS = 100;
const SLASH = 0x2f;
const HASH = 0x23;
const PLUS = 0x2b;
/** Stands for a text that is not UTF-8: neither a topic nor a filter. */
export const INVALID_TEXT = '\0not UTF-8';

function isForbidden(code: number): boolean {
  return code === 0 || code === HASH || code === PLUS;
}

function forbiddenError(topic: string, code: number): string {
  if (code !== 0) return `topic with the wildcard ${String.fromCharCode(code)}`;
  return topic === INVALID_TEXT ? 'topic that is not valid UTF-8' : 'topic with a NUL character';
}

/** Says what is wrong with the topic of a publish or a will, by sections 1.5.3, 3.3.2 and 4.7 of MQTT 3.1.1; absent if nothing is. */
export function topicError(topic: string): string | undefined {
  if (topic === '') return 'empty topic';
  let levels = 1;
  for (let i = 0; i < topic.length; i++) {
    const code = topic.charCodeAt(i);
    if (code === SLASH) levels++;
    else if (isForbidden(code)) return forbiddenError(topic, code);
  }
  return levels > MAX_LEVELS ? `topic with more than ${MAX_LEVELS} levels` : undefined;
}

/** Whether a client may subscribe to a filter. */
export function isValidFilter(filter: string): boolean {
  return !topicFilterFault(filter) && filter.split('/').length <= MAX_LEVELS;
}
