import type { Log } from '../logging/logger.ts';
import type { Certificate } from '../net/certificates.ts';
import type { DenialReason, DeniedClient, UnmatchedPublish } from './broker/client-events.ts';

/** Called for every message; the hot path. Messages with the retain flag or of a backlog (queued during a pause) are not live. */
export type OnMessage = (topic: string, payload: Buffer, retained: boolean, isBacklog: boolean) => void;

/** The state of a source, for `lowi_mqtt_connected`, `/-/ready` and the status page. */
export interface SourceStatus {
  kind: 'mqtt' | 'embedded';
  /** Connected and subscribed; the embedded broker: listening. */
  connected: boolean;
  /** Connections since the start. */
  connections: number;
  /** Where it connects to, or listens, without secrets: `mqtt://10.0.0.5:1883`. */
  address: string;
  /** Why it is not connected; absent while it is. */
  error?: string;
  /** The topic filters that are read: `mqtt.topics`. */
  topics?: readonly string[];
  /** Whether the embedded broker requires a user name and password. */
  needsPassword?: boolean;
  /** Clients connected to the embedded broker. */
  clients?: number;
  /** Publishes to the embedded broker in the last hour, latest first; absent if there are none. */
  unmatched?: readonly UnmatchedPublish[];
  /** Clients of the embedded broker denied in the last hour, latest first; absent if there are none. */
  denied?: readonly DeniedClient[];
}

/** The embedded broker's counts, read at each scrape. */
export interface BrokerCounts {
  denied(): Readonly<Record<DenialReason, number>>;
  /** Connected now. */
  clients(): number;
  /** Publishes outside `mqtt.topics`. */
  unmatched(): number;
}

/** Where messages come from. */
export interface Source {
  /** Starts delivering. Rejects if a port is in use, but not if an external broker is unreachable. */
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): SourceStatus;
  /** Absent for an external broker. */
  readonly broker?: BrokerCounts;
  /** The certificates that it uses, and the one that an external broker presented last. */
  certificates(): readonly Certificate[];
}

/** Wraps a handler so that an error loses the message and not the connection. */
export function catchErrors(onMessage: OnMessage, log: Log): OnMessage {
  return (topic, payload, retained, isBacklog) => {
    try {
      onMessage(topic, payload, retained, isBacklog);
    } catch (err) {
      log.error({ err, topic }, 'cannot handle message');
    }
  };
}
