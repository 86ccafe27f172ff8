import { createHash, timingSafeEqual } from 'node:crypto';
import type { AedesOptions, Client } from 'aedes';
import type { OnMessage } from '../message-source.ts';
import { topicMatcher } from '../topic-filter.ts';
import type { Denial, ReportDenial } from './denial.ts';
import { denyClient, GuardedConnection, remoteAddress } from './guarded-connection.ts';
import type { BrokerLimits } from './limits.ts';
import { type PacketRules, topicError } from './packet-rules.ts';

/** MQTT 3.1 and 3.1.1, by the number in CONNECT. */
const SPOKEN_VERSIONS = [3, 4];
/** A LOWI's owner reads this on the status page. */
const UNSUPPORTED_VERSION: Denial = {
  reason: 'protocol_version',
  text: 'unsupported MQTT version; use 3.1.1',
};
const WRONG_CREDENTIALS: Denial = { reason: 'credentials', text: 'wrong user name or password' };
const NO_CLIENT_ID: Denial = { reason: 'not_mqtt', text: 'empty client id without clean session' };
const WRONG_WILL_QOS: Denial = { reason: 'not_mqtt', text: 'will with QoS 3' };
const UNREAD: Denial = { reason: 'unread', text: 'does not read what it subscribed to' };
/** Return codes of CONNACK. */
const IDENTIFIER_REJECTED = 2;
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

/** Compares in constant time, and both of them whatever the first says. Reads the rules each time: a reload changes them. */
function credentialCheck(rules: BrokerRules) {
  return (name = '', secret: string | Buffer = '') => {
    const { username, password } = rules;
    if (username === undefined && password === undefined) return true;
    const matches = [
      timingSafeEqual(digest(name), digest(username ?? '')),
      timingSafeEqual(digest(secret), digest(password ?? '')),
    ];
    return matches.every(Boolean);
  };
}

/** What the broker's options need of the broker's other parts. */
export interface BrokerParts {
  onMessage: OnMessage;
  onUnmatched: (client: string, topic: string) => void;
  report: ReportDenial;
  packets: PacketRules;
}

/** Clients that asked for a session and gave no name for it. */
type Nameless = WeakSet<Client>;

function preConnect(report: ReportDenial, nameless: Nameless): AedesOptions['preConnect'] & object {
  return (client, packet, done) => {
    const { protocolVersion = 0, will, clientId, clean } = packet;
    if (!SPOKEN_VERSIONS.includes(protocolVersion)) report(remoteAddress(client.conn), UNSUPPORTED_VERSION);
    const denial = will && willDenial(will);
    if (denial) return denyClient(client.conn, denial);
    if (!clientId && !clean) nameless.add(client);
    packet.clean = true; // no session outlives its connection
    done(null, true);
  };
}

function willDenial({ topic, qos = 0 }: { topic: string; qos?: number }): Denial | undefined {
  const error = topicError(topic);
  if (error) return { reason: 'invalid_topic', text: `will: ${error}` };
  return qos > 2 ? WRONG_WILL_QOS : undefined;
}

function authenticate(
  rules: BrokerRules,
  report: ReportDenial,
  nameless: Nameless,
): AedesOptions['authenticate'] & object {
  const proven = credentialCheck(rules);
  return (client, username, password, done) => {
    const deny = (denial: Denial, returnCode: number) => {
      report(remoteAddress(client.conn), denial);
      done(Object.assign(new Error(denial.text), { returnCode }), false);
    };
    if (!proven(username, password)) return deny(WRONG_CREDENTIALS, credentialsCode(username));
    if (nameless.has(client)) return deny(NO_CLIENT_ID, IDENTIFIER_REJECTED);
    if (client.conn instanceof GuardedConnection) client.conn.authenticate();
    done(null, true);
  };
}

function credentialsCode(username: string | undefined): number {
  return username === undefined ? NOT_AUTHORIZED : BAD_USERNAME_OR_PASSWORD;
}

function authorizePublish(
  rules: BrokerRules,
  { onMessage, onUnmatched, packets }: BrokerParts,
): AedesOptions['authorizePublish'] & object {
  const wanted = topicMatcher(rules.topics);
  return (client, packet, done) => {
    packet.retain = false; // nothing is stored: a reading is news or nothing
    packet.dup = false; // of this delivery, not of those to subscribers
    // Delivered here, in the order of arrival, since no subscriber can hold it up.
    if (packets.drops(packet)) return done();
    const isBacklog = client?.conn instanceof GuardedConnection && client.conn.hasBacklog;
    if (wanted(packet.topic)) onMessage(packet.topic, packet.payload as Buffer, false, isBacklog);
    else onUnmatched(client?.id ?? '', packet.topic);
    done();
  };
}

/** Denies a client rather than keep more for it than it will read. */
function authorizeForward(limits: BrokerLimits): AedesOptions['authorizeForward'] & object {
  return (client, packet) => {
    if (client.conn.writableLength <= limits.unreadBytes) return packet;
    denyClient(client.conn, UNREAD);
    return null;
  };
}

/** The options that make aedes a broker for readings: nothing retained, no sessions, no offline queues, everything bounded. */
export function brokerOptions(rules: BrokerRules, limits: BrokerLimits, parts: BrokerParts): AedesOptions {
  const nameless: Nameless = new WeakSet();
  return {
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxInflightInbound: 0, // packets are checked before
    preConnect: preConnect(parts.report, nameless),
    authenticate: authenticate(rules, parts.report, nameless),
    authorizePublish: authorizePublish(rules, parts),
    authorizeForward: authorizeForward(limits),
  };
}
