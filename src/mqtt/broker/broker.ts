import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import type { Log } from '../../logging/logger.ts';
import { type Certificate, type KeyPair, notAfterOf } from '../../net/certificates.ts';
import { remoteOf } from '../../net/listen.ts';
import {
  type BrokerCounts,
  catchErrors,
  type OnMessage,
  type Source,
  type SourceStatus,
} from '../message-source.ts';
import { SocketBacklog } from '../pauses.ts';
import { dropPublishes, filterPackets, replaceInvalidText, storeNoPayloads } from './aedes-hooks.ts';
import { type BrokerRules, brokerOptions, reportClientErrors } from './aedes-policy.ts';
import { Denials, UnmatchedPublishes } from './client-events.ts';
import { ConnectionLimiter } from './connection-limiter.ts';
import { GuardedConnection } from './guarded-connection.ts';
import { BROKER_LIMITS, type BrokerLimits } from './limits.ts';
import { INVALID_TEXT, PacketRules } from './packet-rules.ts';
import { type BrokerServer, type ListenSettings, openServer, readCertificate } from './server.ts';
import { limitSubscriptions } from './subscription-quota.ts';

/** Where the embedded broker listens, who may connect, and the topics that are read. */
export type BrokerSettings = ListenSettings &
  BrokerRules & {
    /** Of unauthenticated clients. Default: that of `BROKER_LIMITS`. */
    maxConnectionsPerAddress?: number | undefined;
  };

/** An MQTT broker inside the exporter, to which LOWIs publish directly. */
export interface EmbeddedBroker extends Source {
  /** The port that it listens on; before the start, the one in the settings. */
  port(): number;
  /**
   * Reads certificate and credentials again; throws if they are invalid. The returned function applies them, and disconnects all clients
   * if the credentials changed.
   */
  prepare(settings: BrokerSettings): () => void;
}

/** Creates the broker. It passes each publish on one of its topics to `onMessage` once, as live. Other programs may subscribe. */
export function createEmbeddedBroker(
  settings: BrokerSettings,
  onMessage: OnMessage,
  log: Log,
  limits: BrokerLimits = BROKER_LIMITS,
): EmbeddedBroker {
  return new Broker(settings, onMessage, log, limits);
}

class Broker implements EmbeddedBroker {
  readonly #settings: BrokerSettings;
  readonly #limits: BrokerLimits;
  readonly #onMessage: OnMessage;
  readonly #log: Log;
  readonly #denials: Denials;
  readonly #unmatched: UnmatchedPublishes;
  readonly #clients = new Set<Client>();
  readonly #backlog: SocketBacklog;
  #aedes: Aedes | undefined;
  #server: BrokerServer | undefined;
  #certificate: KeyPair | undefined;
  #certificates: readonly Certificate[] = [];
  #timesListening = 0;

  constructor(settings: BrokerSettings, onMessage: OnMessage, log: Log, limits: BrokerLimits) {
    const { maxConnectionsPerAddress = limits.maxConnectionsPerAddress } = settings;
    this.#settings = { ...settings };
    this.#limits = { ...limits, maxConnectionsPerAddress };
    this.#onMessage = catchErrors(onMessage, log);
    this.#log = log;
    this.#denials = new Denials(log);
    this.#unmatched = new UnmatchedPublishes(log);
    this.#backlog = new SocketBacklog((seconds) =>
      log.info(
        { seconds: Math.round(seconds) },
        'broker: process was paused; messages sent meanwhile are not live',
      ),
    );
  }

  async start(): Promise<void> {
    const { report } = this.#denials;
    const packets = new PacketRules(this.#limits);
    const aedes = await this.#createAedes(packets);
    const limiter = new ConnectionLimiter(this.#limits, report);
    const serve = (socket: Socket) => this.#serve(socket, aedes, packets, limiter);
    const onError = (err: Error) => this.#log.error({ err }, 'broker: cannot accept connections');
    try {
      const { connectTimeoutMs } = this.#limits;
      this.#use(readCertificate(this.#settings));
      const listening = { ...this.#settings, certificate: this.#certificate };
      this.#server = await openServer(listening, connectTimeoutMs, { limiter, serve, onError, report });
    } catch (error) {
      await closeBroker(aedes);
      throw error;
    }
    this.#timesListening = 1;
    this.#backlog.start();
    this.#log.info({ address: this.status().address }, 'broker: listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#backlog.stop();
    await server?.close(); // first, so that no more data arrives
    if (this.#aedes) await closeBroker(this.#aedes);
  }

  port(): number {
    return this.#server?.port ?? this.#settings.port;
  }

  readonly broker: BrokerCounts = {
    denied: () => this.#denials.counts,
    clients: () => this.#clients.size,
    unmatched: () => this.#unmatched.count,
  };

  prepare({ username, password, ...settings }: BrokerSettings): () => void {
    const certificate = this.#certificate && readCertificate(settings);
    if (certificate) createSecureContext(certificate); // throws if OpenSSL rejects it
    const had = this.#settings;
    const isOpen = had.password === undefined || password === undefined;
    const isSame = isOpen || (username === had.username && password === had.password);
    return () => {
      if (certificate) {
        this.#use(certificate);
        this.#server?.setCertificate(certificate);
      }
      if (isSame) return;
      Object.assign(this.#settings, { username, password });
      this.#server?.disconnect();
      this.#log.info('broker: credentials changed, all clients disconnected');
    };
  }

  certificates(): readonly Certificate[] {
    return this.#certificates;
  }

  status(): SourceStatus {
    const connected = this.#server !== undefined;
    const address = addressOf(this.#settings, this.port());
    const denied = this.#denials.recent();
    const unmatched = this.#unmatched.recent();
    return {
      kind: 'embedded',
      connected,
      connections: this.#timesListening,
      address,
      needsPassword: this.#settings.password !== undefined,
      ...(connected ? {} : { error: 'the embedded broker is not listening' }),
      topics: this.#settings.topics,
      clients: this.#clients.size,
      ...(unmatched.length > 0 && { unmatched }),
      ...(denied.length > 0 && { denied }),
    };
  }

  async #createAedes(packets: PacketRules): Promise<Aedes> {
    const { report } = this.#denials;
    const aedes = await Aedes.createBroker(
      brokerOptions(this.#settings, this.#limits, {
        onMessage: this.#onMessage,
        onUnmatched: (client, topic) => this.#unmatched.add(client, topic),
        report,
        packets,
      }),
    );
    this.#aedes = aedes;
    dropPublishes(aedes, packets.drops);
    storeNoPayloads(aedes);
    limitSubscriptions(aedes, this.#limits, report);
    reportClientErrors(aedes, report, this.#log);
    aedes.on('client', (client) => {
      this.#clients.add(client);
      client.conn.once('close', () => this.#clients.delete(client));
    });
    return aedes;
  }

  #serve(socket: Socket, aedes: Aedes, packets: PacketRules, limiter: ConnectionLimiter): void {
    const remote = remoteOf(socket);
    const connection = new GuardedConnection(
      socket,
      this.#limits.unreadBytes,
      (denial) => this.#denials.report(remote, denial),
      () => this.#backlog.hasWaited(),
    );
    connection.once('authenticated', () => limiter.authenticated(socket));
    const client = aedes.handle(connection);
    replaceInvalidText(client, INVALID_TEXT);
    filterPackets(client, packets.forClient(client));
  }

  #use(certificate: KeyPair | undefined): void {
    this.#certificate = certificate;
    this.#certificates = certificate ? [{ use: 'broker', notAfter: notAfterOf(certificate.cert) }] : [];
  }
}

function addressOf(settings: BrokerSettings, port: number): string {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${settings.certFile ? 'mqtts' : 'mqtt'}://${host}:${port}`;
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(() => resolve()));
}
