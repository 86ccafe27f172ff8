import { createHash, timingSafeEqual } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Aedes, AedesOptions, Client } from 'aedes';
import type { Log } from '../../logging/logger.ts';
import type { OnMessage } from '../message-source.ts';
import { topicMatcher } from '../topic-filter.ts';
import type { Denial, ReportDenial } from './client-events.ts';
import { denyClient, GuardedConnection, remoteAddress } from './guarded-connection.ts';
import type { BrokerLimits } from './limits.ts';
import { type PacketRules, topicError } from './packet-rules.ts';

/** MQTT 3.1 and 3.1.1, by the number in CONNECT. */
const SUPPORTED_VERSIONS = [3, 4];
const UNSUPPORTED_VERSION: Denial = {
  reason: 'protocol_version',
  text: 'unsupported MQTT version; use 3.1.1',
};
const WRONG_CREDENTIALS: Denial = { reason: 'credentials', text: 'wrong user name or password' };
const NO_CLIENT_ID: Denial = { reason: 'not_mqtt', text: 'empty client id without clean session' };
const WRONG_WILL_QOS: Denial = { reason: 'not_mqtt', text: 'will with QoS 3' };
const UNREAD_MESSAGES: Denial = { reason: 'unread', text: 'does not read what it subscribed to' };
const UNREAD_ANSWERS: Denial = { reason: 'unread', text: 'does not read the answers to its requests' };
/** Return codes of CONNACK. */
const IDENTIFIER_REJECTED = 2;
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** Who may connect, and the topics that are read. */
export interface BrokerRules {
  topics: readonly string[];
  username?: string | undefined;
  password?: string | undefined;
}

/** What the policy needs of the broker's other parts. */
export interface BrokerParts {
  onMessage: OnMessage;
  onUnmatched: (client: string, topic: string) => void;
  report: ReportDenial;
  packets: PacketRules;
}

/** The options that make aedes a broker for readings: it retains nothing, keeps no sessions or offline queues, and bounds everything. */
export function brokerOptions(rules: BrokerRules, limits: BrokerLimits, parts: BrokerParts): AedesOptions {
  const withoutId: ClientsWithoutId = new WeakSet();
  return {
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxInflightInbound: 0, // PacketRules limits them
    concurrency: 0, // else a queue whose last subscriber leaves is emptied by recursion, and overflows the stack
    preConnect: preConnect(parts.report, withoutId),
    authenticate: authenticate(rules, parts.report, withoutId),
    authorizePublish: authorizePublish(rules, parts),
    authorizeForward: authorizeForward(limits),
  };
}

/** Reports clients that aedes disconnects for a reason of its own. Network errors carry a code and are not reported. */
export function reportClientErrors(broker: Aedes, report: ReportDenial, log: Log): void {
  const onError = ({ conn, closed }: Client, error: Error) => {
    if (closed || 'code' in error || error.message === REPORTED_BEFORE) return;
    report(
      remoteAddress(conn),
      AEDES_DENIALS.get(error.message) ?? { reason: 'not_mqtt', text: error.message },
    );
  };
  broker.on('clientError', onError);
  broker.on('connectionError', onError);
  (broker as EventEmitter).on('error', (err) => log.error({ err }, 'broker: internal error'));
}

/** aedes's error for a version that it does not support; `preConnect` has reported it. */
const REPORTED_BEFORE = 'unacceptable protocol version';
/** aedes's errors that are not about invalid MQTT. */
const AEDES_DENIALS: ReadonlyMap<string, Denial> = new Map([
  ['keep alive timeout', { text: 'keep alive timeout' }],
  ['drain timeout', UNREAD_ANSWERS],
  ['Invalid protocol version', UNSUPPORTED_VERSION],
]);

/** Clients that asked for a session without a client id. */
type ClientsWithoutId = WeakSet<Client>;

function preConnect(
  report: ReportDenial,
  withoutId: ClientsWithoutId,
): NonNullable<AedesOptions['preConnect']> {
  return (client, packet, done) => {
    const { protocolVersion = 0, will, clientId, clean } = packet;
    if (!SUPPORTED_VERSIONS.includes(protocolVersion))
      report(remoteAddress(client.conn), UNSUPPORTED_VERSION);
    const denial = will && willDenial(will);
    if (denial) return denyClient(client.conn, denial);
    if (!clientId && !clean) withoutId.add(client);
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
  withoutId: ClientsWithoutId,
): NonNullable<AedesOptions['authenticate']> {
  return (client, username, password, done) => {
    const deny = (denial: Denial, returnCode: number) => {
      report(remoteAddress(client.conn), denial);
      done(Object.assign(new Error(denial.text), { returnCode }), false);
    };
    if (!areValidCredentials(rules, username, password)) {
      return deny(WRONG_CREDENTIALS, credentialsCode(username));
    }
    if (withoutId.has(client)) return deny(NO_CLIENT_ID, IDENTIFIER_REJECTED);
    if (client.conn instanceof GuardedConnection) client.conn.authenticate();
    done(null, true);
  };
}

function credentialsCode(username: string | undefined): number {
  return username === undefined ? NOT_AUTHORIZED : BAD_USERNAME_OR_PASSWORD;
}

/** Compares both in constant time. Reads the rules each time, since a reload changes them. */
function areValidCredentials(rules: BrokerRules, name = '', secret: string | Buffer = ''): boolean {
  const { username, password } = rules;
  if (username === undefined && password === undefined) return true;
  const matches = [
    timingSafeEqual(digest(name), digest(username ?? '')),
    timingSafeEqual(digest(secret), digest(password ?? '')),
  ];
  return matches.every(Boolean);
}

function digest(text: string | Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}

function authorizePublish(
  rules: BrokerRules,
  { onMessage, onUnmatched, packets }: BrokerParts,
): NonNullable<AedesOptions['authorizePublish']> {
  const matches = topicMatcher(rules.topics);
  return (client, packet, done) => {
    packet.retain = false; // nothing is stored
    packet.dup = false; // the flag belongs to this delivery, not to those to subscribers
    if (packets.drops(packet)) return done();
    const isBacklog = client?.conn instanceof GuardedConnection && client.conn.hasBacklog;
    // Delivered here rather than to a subscription: in order of arrival, and no subscriber can delay it.
    if (matches(packet.topic)) onMessage(packet.topic, packet.payload as Buffer, false, isBacklog);
    else onUnmatched(client?.id ?? '', packet.topic);
    done();
  };
}

/** Denies a subscriber that reads too slowly, rather than keep more for it. */
function authorizeForward(limits: BrokerLimits): NonNullable<AedesOptions['authorizeForward']> {
  return (client, packet) => {
    if (client.conn.writableLength <= limits.unreadBytes) return packet;
    denyClient(client.conn, UNREAD_MESSAGES);
    return null;
  };
}
