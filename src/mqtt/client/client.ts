import type { MqttClient } from 'mqtt';
import type { Log } from '../../logging/logger.ts';
import { catchErrors, type OnMessage, type Source, type SourceStatus } from '../message-source.ts';
import { Backlog } from './backlog.ts';
import { Backoff, MqttConnections } from './connections.ts';
import { ErrorReport, rejectionReasonOf } from './errors.ts';
import { brokerAddress, clientOptions, type MqttSettings, TIMEOUTS, type Timeouts } from './options.ts';

export type { MqttSettings } from './options.ts';

const STOP_TIMEOUT_MS = 1500;
const CUT_SHORT_TOO_OFTEN = 3;
const FLAPPING =
  'the broker ends each connection soon after it was made. Another program may use the same client id (mqtt.clientId)';
const CLOSED = 'the broker closed the connection';
const NO_SUBACK = 'connected, but the broker does not answer the subscription. Check the broker';
const CLOSED_EARLY = `${CLOSED} before it was complete. Check that the port in mqtt.url is one for MQTT`;

class MqttSource implements Source {
  readonly #settings: MqttSettings;
  readonly #onMessage: OnMessage;
  readonly #timeouts: Timeouts;
  readonly #backoff: Backoff;
  readonly #report: ErrorReport;
  readonly #address: string;
  readonly #connector: MqttConnections;
  readonly certificates = () => this.#connector.certificates();
  readonly #backlog: Backlog;
  #client: MqttClient | undefined;
  #connections = 0;
  #subscribedAt: number | undefined;
  #cutShort = 0;
  #cause: string | undefined;
  #fault = 'not connected yet';
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: MqttSettings, onMessage: OnMessage, log: Log, timeouts: Timeouts) {
    this.#settings = settings;
    this.#onMessage = catchErrors(onMessage, log);
    this.#timeouts = timeouts;
    this.#backoff = new Backoff(timeouts.firstDelayMs, timeouts.lastDelayMs);
    this.#address = brokerAddress(settings);
    this.#connector = new MqttConnections(settings);
    this.#report = new ErrorReport(log, { broker: this.#address, topics: settings.topics.join(',') });
    this.#backlog = new Backlog({
      keepaliveSeconds: timeouts.keepaliveSeconds,
      inOrder: settings.qos === 0,
      ping: () => this.#subscribedAt !== undefined && this.#client?.sendPing(),
      onRead: (messages) => log.info({ messages }, 'mqtt: backlog of a pause read'),
    });
  }

  async start(): Promise<void> {
    const { keepaliveSeconds: keepalive, connectTimeoutMs: connectTimeout } = this.#timeouts;
    const timeouts = { keepalive, connectTimeout, reconnectPeriod: this.#backoff.next() };
    const options = { ...clientOptions(this.#settings), ...timeouts };
    const client = this.#connector.open(options, this.#backlog, this.#onMessage);
    this.#client = client;
    this.#backlog.start();
    client.on('connect', () => this.#accepted(client));
    client.on('reconnect', () => this.#setDelay(client));
    client.on('disconnect', ({ reasonCode }) => {
      if (reasonCode) this.#cause = rejectionReasonOf(reasonCode);
    });
    client.on('error', (error) => this.#failed(client, error));
    client.on('close', () => this.#closed());
  }

  /** Reads passwords and certificates again; throws if it can't. What it gives has the next connection use them. */
  prepare(settings: MqttSettings): () => void {
    return this.#connector.prepare({ ...settings, url: this.#settings.url }); // another broker takes a restart
  }

  async stop(): Promise<void> {
    const client = this.#client;
    const abruptly = this.#subscribedAt === undefined; // mqtt.js would wait for the answer to its subscription
    this.#client = undefined;
    this.#subscribedAt = undefined;
    this.#fault = 'stopped';
    clearTimeout(this.#timer);
    this.#backlog.stop();
    if (!client) return;
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, STOP_TIMEOUT_MS);
      client.end(abruptly, {}, () => resolve(clearTimeout(timeout)));
    });
    client.stream.destroy();
  }

  status(): SourceStatus {
    const connected = this.#subscribedAt !== undefined;
    const status = {
      kind: 'mqtt',
      connected,
      connections: this.#connections,
      address: this.#address,
      topics: this.#settings.topics,
    } as const;
    return connected ? status : { ...status, fault: this.#fault };
  }

  #accepted(client: MqttClient): void {
    this.#connections++;
    this.#subscribe(client);
  }

  #subscribe(client: MqttClient): void {
    const { topics, qos } = this.#settings;
    this.#timer = setTimeout(
      () => this.#failed(client, new Error(NO_SUBACK)),
      this.#timeouts.connectTimeoutMs,
    );
    client.subscribe([...topics], { qos }, (error, _subscriptions, suback) => {
      clearTimeout(this.#timer);
      if (!error) return this.#subscribed(client);
      const refused = topics.filter((_, i) => Number(suback?.granted[i]) >= 0x80);
      if (refused.length === 0) return; // the connection was lost meanwhile
      const filters = refused.join(', ');
      this.#tell(
        `the broker refused the subscription to ${filters}. Check mqtt.topics, and what it allows this user`,
      );
      this.#timer = setTimeout(() => this.#subscribe(client), this.#backoff.next());
    });
  }

  #subscribed(client: MqttClient): void {
    this.#subscribedAt = performance.now();
    this.#backlog.connected();
    const recovered = () => {
      this.#backoff.reset();
      this.#setDelay(client);
      this.#report.recovered();
    };
    // Two programs that take the connection from each other would otherwise recover each second.
    if (this.#cutShort < CUT_SHORT_TOO_OFTEN) recovered();
    else this.#timer = setTimeout(recovered, this.#timeouts.shortLivedMs);
  }

  /** mqtt.js reads the period after each failure. */
  #setDelay(client: MqttClient): void {
    client.options.reconnectPeriod = this.#backoff.next();
  }

  #failed(client: MqttClient, error: Error): void {
    this.#backlog.failed(error);
    this.#cause ??= rejectionReasonOf(error);
    client.stream.destroy(); // a malformed packet alone would leave it open
  }

  #closed(): void {
    clearTimeout(this.#timer);
    if (!this.#client) return;
    const made = this.#subscribedAt;
    this.#subscribedAt = undefined;
    this.#cutShort =
      made !== undefined && performance.now() - made < this.#timeouts.shortLivedMs ? this.#cutShort + 1 : 0;
    const silent = made === undefined ? CLOSED_EARLY : CLOSED;
    this.#tell(this.#cause ?? (this.#cutShort < CUT_SHORT_TOO_OFTEN ? silent : FLAPPING));
    this.#cause = undefined;
  }

  #tell(fault: string): void {
    this.#fault = fault;
    this.#report.fault(fault);
  }
}

/** Subscribes to the owner's broker, and comes back to it for ever. */
export function createMqttSource(
  settings: MqttSettings,
  onMessage: OnMessage,
  log: Log,
  timeouts: Timeouts = TIMEOUTS,
): MqttSource {
  return new MqttSource(settings, onMessage, log, timeouts);
}
