import { createHash, timingSafeEqual } from 'node:crypto';
import type { AedesOptions } from 'aedes';
import { GuardedConnection, remoteAddress } from './guarded-connection.ts';
import type { ReportOffence } from './offences.ts';
import type { OnMessage } from './source.ts';
import { topicMatcher } from './topic-filter.ts';

/** What the embedded broker grants its clients. */
export interface BrokerLimits {
  connections: number;
  /** Connections from one address that have not been admitted: whoever holds them open leaves room for others. */
  strangersPerAddress: number;
  /** Time for a client to send CONNECT, and the TLS handshake before it. */
  connectTimeoutMs: number;
  /** Time for a client to read the broker's answers to its own requests. */
  drainTimeoutMs: number;
  /** Bytes kept for a subscriber that does not read. */
  unreadBytes: number;
  subscriptionsPerClient: number;
  filterLength: number;
}

/** Enough for a street of LOWIs and the programs that listen in. */
export const BROKER_LIMITS: BrokerLimits = {
  connections: 1000,
  strangersPerAddress: 200,
  connectTimeoutMs: 10_000,
  drainTimeoutMs: 10_000,
  unreadBytes: 1024 * 1024,
  subscriptionsPerClient: 100,
  filterLength: 1024,
};

/** MQTT 3.1 and 3.1.1, by the number in CONNECT. */
const SPOKEN_VERSIONS = [3, 4];
const FOREIGN_VERSION = 'speaks another MQTT than 3.1.1: set it to that';
const WRONG_CREDENTIALS = 'wrong user name or password';
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

export interface BrokerRules {
  topics: readonly string[];
  username?: string | undefined;
  password?: string | undefined;
}

function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in constant time, and both of them whatever the first says. */
function credentialCheck({ username, password }: BrokerRules) {
  if (username === undefined && password === undefined) return () => true;
  const expected = [digest(username ?? ''), digest(password ?? '')] as const;
  return (name = '', secret: string | Buffer = '') => {
    const matches = [
      timingSafeEqual(digest(name), expected[0]),
      timingSafeEqual(digest(secret), expected[1]),
    ];
    return matches.every(Boolean);
  };
}

function authenticate(rules: BrokerRules, report: ReportOffence): AedesOptions['authenticate'] & object {
  const proven = credentialCheck(rules);
  return (client, username, password, done) => {
    if (proven(username, password)) {
      if (client.conn instanceof GuardedConnection) client.conn.admit();
      return done(null, true);
    }
    report(remoteAddress(client.conn), WRONG_CREDENTIALS);
    const returnCode = username === undefined ? NOT_AUTHORIZED : BAD_USERNAME_OR_PASSWORD;
    done(Object.assign(new Error(WRONG_CREDENTIALS), { returnCode }), false);
  };
}

function authorizePublish(
  rules: BrokerRules,
  onMessage: OnMessage,
): AedesOptions['authorizePublish'] & object {
  const wanted = topicMatcher(rules.topics);
  return (client, packet, done) => {
    if (packet.topic.startsWith('$SYS/')) return done(new Error('$SYS/ topics are reserved'));
    packet.retain = false; // nothing is stored: a reading is news or nothing
    // Delivered here, in the order of arrival, since no subscriber can hold it up.
    if (wanted(packet.topic)) {
      const isBacklog = client?.conn instanceof GuardedConnection && client.conn.hasBacklog;
      onMessage(packet.topic, packet.payload as Buffer, false, isBacklog);
    }
    done();
  };
}

/** Lets a client go rather than keep more for it than it will read. */
function authorizeForward(
  limits: BrokerLimits,
  report: ReportOffence,
): AedesOptions['authorizeForward'] & object {
  return (client, packet) => {
    if (client.conn.writableLength <= limits.unreadBytes) return packet;
    if (!client.conn.destroyed) report(remoteAddress(client.conn), 'does not read what it subscribed to');
    client.conn.destroy();
    return null;
  };
}

/** The options that make aedes a broker for readings: nothing retained, no sessions, no offline queues, everything bounded. */
export function brokerOptions(
  rules: BrokerRules,
  limits: BrokerLimits,
  onMessage: OnMessage,
  report: ReportOffence,
): AedesOptions {
  return {
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    preConnect: (client, packet, done) => {
      if (!SPOKEN_VERSIONS.includes(packet.protocolVersion ?? 0))
        report(remoteAddress(client.conn), FOREIGN_VERSION);
      packet.clean = true;
      done(null, true);
    },
    authenticate: authenticate(rules, report),
    authorizePublish: authorizePublish(rules, onMessage),
    authorizeForward: authorizeForward(limits, report),
  };
}
