import type { Log } from '../log.ts';
import type { OnMessage } from './source.ts';

/** Wraps a handler so that its failure costs the message and not the connection. */
export function contained(onMessage: OnMessage, log: Log): OnMessage {
  return (topic, payload, retained, isBacklog) => {
    try {
      onMessage(topic, payload, retained, isBacklog);
    } catch (err) {
      log.error({ err, topic }, 'a message could not be handled');
    }
  };
}
