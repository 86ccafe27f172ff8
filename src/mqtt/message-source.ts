import type { Log } from '../logging/logger.ts';
import type { Certificate } from '../net/certificates.ts';
import type { DenialReason } from './broker/denial.ts';

/**
 * Called for every message that a source delivers; the hot path. `retained`: delivered with the retain flag, so not live; nor is one of a
 * backlog, which was queued during a pause.
 */
export type OnMessage = (topic: string, payload: Buffer, retained: boolean, isBacklog: boolean) => void;

/** A client that the embedded broker turned away, or cut off. */
export interface TurnedAway {
  /** Its IP address. */
  remote: string;
  /** Why, in words: `wrong user name or password`. */
  offence: string;
  /** Unix seconds of the last time. */
  at: number;
  times: number;
}

/** A publish to the embedded broker on a topic outside `mqtt.topics`: most likely a LOWI or a bridge that is set up wrongly. */
export interface UnmatchedPublish {
  /** The client's id. */
  client: string;
  topic: string;
  /** Unix seconds of the last one. */
  at: number;
  times: number;
}

/** What a source says of itself, for `lowi_mqtt_connected`, `/-/ready` and the status page. */
export interface SourceStatus {
  kind: 'mqtt' | 'embedded';
  /** Connected and subscribed, or the embedded broker listens. */
  connected: boolean;
  /** Successful connections since the start. */
  connections: number;
  /** Where it connects to or listens, without secrets: `mqtt://10.0.0.5:1883`. */
  address: string;
  /** Why it is not connected, in words; absent while it is. */
  fault?: string;
  /** The topic filters that are read: `mqtt.topics`. */
  topics?: readonly string[];
  /** Whether clients of the embedded broker must give a user and password. */
  needsPassword?: boolean;
  /** Clients connected to the embedded broker. */
  clients?: number;
  /** To the embedded broker in the last hour, the latest first; absent if there is none. */
  unmatched?: readonly UnmatchedPublish[];
  /** In the last hour, the latest first; absent if there is none. */
  turnedAway?: readonly TurnedAway[];
}

/** What the embedded broker counts, for its metrics. */
export interface BrokerCounts {
  denied(): Readonly<Record<DenialReason, number>>;
  /** Connected now. */
  clients(): number;
  /** Publishes outside `mqtt.topics`. */
  unmatched(): number;
}

/** Where messages come from. */
export interface Source {
  /** Begins to deliver; an external broker that is away is no failure, a port that is taken is (rejects). */
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): SourceStatus;
  /** Only of the embedded broker. */
  readonly broker?: BrokerCounts;
  /** The certificates that it uses, and of a broker by TLS the one that it showed last. */
  certificates(): readonly Certificate[];
}

/** Wraps a handler so that its failure costs the message and not the connection. */
export function catchErrors(onMessage: OnMessage, log: Log): OnMessage {
  return (topic, payload, retained, isBacklog) => {
    try {
      onMessage(topic, payload, retained, isBacklog);
    } catch (err) {
      log.error({ err, topic }, 'a message could not be handled');
    }
  };
}
