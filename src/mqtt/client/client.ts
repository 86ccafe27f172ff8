import type { MqttClient } from 'mqtt';
import type { Log } from '../../logging/logger.ts';
import { catchErrors, type OnMessage, type Source, type SourceStatus } from '../message-source.ts';
import { Backlog } from './backlog.ts';
import { MqttConnections } from './connections.ts';
import { ConnectionLog, explainError } from './errors.ts';
import { brokerAddress, clientOptions, type MqttSettings, TIMEOUTS, type Timeouts } from './options.ts';

export type { MqttSettings } from './options.ts';

const STOP_TIMEOUT_MS = 1500;
/** So many short-lived connections in a row are reported as such. */
const MAX_SHORT_LIVED = 3;
const SHORT_LIVED =
  'the broker closes each connection soon after it opens. Another program may use the same client id (mqtt.clientId)';
const CLOSED = 'the broker closed the connection';
const CLOSED_EARLY = `${CLOSED} before it was complete. Check that the port in mqtt.url is one for MQTT`;
const NO_SUBACK = 'connected, but the broker does not answer the subscription. Check the broker';

/** Subscribes to an external broker; reconnects and retries, with backoff, until stopped. */
export function createMqttSource(
  settings: MqttSettings,
  onMessage: OnMessage,
  log: Log,
  timeouts: Timeouts = TIMEOUTS,
): MqttSource {
  return new MqttSource(settings, onMessage, log, timeouts);
}

class MqttSource implements Source {
  readonly #settings: MqttSettings;
  readonly #onMessage: OnMessage;
  readonly #timeouts: Timeouts;
  readonly #backoff: Backoff;
  readonly #connectionLog: ConnectionLog;
  readonly #address: string;
  readonly #connector: MqttConnections;
  readonly #backlog: Backlog;
  #client: MqttClient | undefined;
  #connections = 0;
  /** Absent while not subscribed. */
  #subscribedAt: number | undefined;
  /** Short-lived connections in a row. */
  #shortLived = 0;
  /** The error that the next close is due to. */
  #cause: string | undefined;
  #lastError = 'not connected yet';
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: MqttSettings, onMessage: OnMessage, log: Log, timeouts: Timeouts) {
    this.#settings = settings;
    this.#onMessage = catchErrors(onMessage, log);
    this.#timeouts = timeouts;
    this.#backoff = new Backoff(timeouts.firstDelayMs, timeouts.lastDelayMs);
    this.#address = brokerAddress(settings);
    this.#connector = new MqttConnections(settings);
    this.#connectionLog = new ConnectionLog(log, {
      broker: this.#address,
      topics: settings.topics.join(','),
    });
    this.#backlog = new Backlog({
      keepaliveSeconds: timeouts.keepaliveSeconds,
      inOrder: settings.qos === 0,
      ping: () => this.#subscribedAt !== undefined && this.#client?.sendPing(),
      onRead: (messages) => log.info({ messages }, 'mqtt: backlog read after a pause'),
    });
  }

  async start(): Promise<void> {
    const { keepaliveSeconds: keepalive, connectTimeoutMs: connectTimeout } = this.#timeouts;
    const timeouts = { keepalive, connectTimeout, reconnectPeriod: this.#backoff.next() };
    const options = { ...clientOptions(this.#settings), ...timeouts };
    const client = this.#connector.open(options, this.#backlog, this.#onMessage);
    this.#client = client;
    this.#backlog.start();
    client.on('connect', () => {
      this.#connections++;
      this.#subscribe(client);
    });
    client.on('reconnect', () => this.#setDelay(client));
    client.on('disconnect', ({ reasonCode }) => {
      if (reasonCode) this.#cause = explainError(reasonCode);
    });
    client.on('error', (error) => this.#onError(client, error));
    client.on('close', () => this.#onClose());
  }

  async stop(): Promise<void> {
    const client = this.#client;
    const force = this.#subscribedAt === undefined; // else mqtt.js waits for the answer to its subscription
    this.#client = undefined;
    this.#subscribedAt = undefined;
    this.#lastError = 'stopped';
    clearTimeout(this.#timer);
    this.#backlog.stop();
    if (!client) return;
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, STOP_TIMEOUT_MS);
      client.end(force, {}, () => resolve(clearTimeout(timeout)));
    });
    client.stream.destroy();
  }

  /** Reads passwords and certificates again; throws if they are invalid. The returned function makes the next connection use them. */
  prepare(settings: MqttSettings): () => void {
    return this.#connector.prepare({ ...settings, url: this.#settings.url }); // changing the broker takes a restart
  }

  certificates = () => this.#connector.certificates();

  status(): SourceStatus {
    const connected = this.#subscribedAt !== undefined;
    const status = {
      kind: 'mqtt',
      connected,
      connections: this.#connections,
      address: this.#address,
      topics: this.#settings.topics,
    } as const;
    return connected ? status : { ...status, error: this.#lastError };
  }

  #subscribe(client: MqttClient): void {
    const { topics, qos } = this.#settings;
    this.#timer = setTimeout(
      () => this.#onError(client, new Error(NO_SUBACK)),
      this.#timeouts.connectTimeoutMs,
    );
    client.subscribe([...topics], { qos }, (error, _subscriptions, suback) => {
      clearTimeout(this.#timer);
      if (!error) return this.#onSubscribed(client);
      const rejected = topics.filter((_, i) => Number(suback?.granted[i]) >= 0x80);
      if (rejected.length === 0) return; // the connection was lost meanwhile
      this.#report(
        `the broker rejected the subscription to ${rejected.join(', ')}. Check mqtt.topics and the broker's access rules for this user`,
      );
      this.#timer = setTimeout(() => this.#subscribe(client), this.#backoff.next());
    });
  }

  #onSubscribed(client: MqttClient): void {
    this.#subscribedAt = performance.now();
    this.#backlog.connected();
    const reset = () => {
      this.#backoff.reset();
      this.#setDelay(client);
      this.#connectionLog.connected();
    };
    // Two programs with one client id disconnect each other: without this wait they would do so every second.
    if (this.#shortLived < MAX_SHORT_LIVED) reset();
    else this.#timer = setTimeout(reset, this.#timeouts.shortLivedMs);
  }

  /** mqtt.js reads the delay after each failed connection. */
  #setDelay(client: MqttClient): void {
    client.options.reconnectPeriod = this.#backoff.next();
  }

  #onError(client: MqttClient, error: Error): void {
    this.#backlog.connectionFailed(error);
    this.#cause ??= explainError(error);
    client.stream.destroy(); // mqtt.js leaves it open after a malformed packet
  }

  #onClose(): void {
    clearTimeout(this.#timer);
    if (!this.#client) return;
    const since = this.#subscribedAt;
    this.#subscribedAt = undefined;
    const wasShort = since !== undefined && performance.now() - since < this.#timeouts.shortLivedMs;
    this.#shortLived = wasShort ? this.#shortLived + 1 : 0;
    const unexplained = since === undefined ? CLOSED_EARLY : CLOSED;
    this.#report(this.#cause ?? (this.#shortLived < MAX_SHORT_LIVED ? unexplained : SHORT_LIVED));
    this.#cause = undefined;
  }

  #report(error: string): void {
    this.#lastError = error;
    this.#connectionLog.disconnected(error);
  }
}

/** Delays that double from `first` to `last` milliseconds, with jitter so that a fleet does not reconnect all at once. */
export class Backoff {
  readonly #first: number;
  readonly #last: number;
  #ceiling: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
    this.#ceiling = first;
  }

  next(): number {
    this.#ceiling = Math.min(this.#last, this.#ceiling * 2);
    return Math.max(this.#first, Math.round(this.#ceiling * (0.5 + Math.random() / 2)));
  }

  reset(): void {
    this.#ceiling = this.#first;
  }
}
