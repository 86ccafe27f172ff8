import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Aedes, type Client } from 'aedes';
import type { Log } from '../log.ts';
import { BROKER_LIMITS, type BrokerLimits, type BrokerRules, brokerOptions } from './broker-rules.ts';
import { type BrokerServer, type ListenSettings, openServer } from './broker-server.ts';
import { contained } from './contained.ts';
import { GuardedConnection, remoteAddress } from './guarded-connection.ts';
import { Offences, type ReportOffence } from './offences.ts';
import { SocketBacklog } from './socket-backlog.ts';
import type { OnMessage, Source, SourceStatus } from './source.ts';
import { Strangers } from './strangers.ts';
import { limitSubscriptions } from './subscription-quota.ts';

/** Where the embedded broker listens, for whom, and which topics are ours. */
export type BrokerSettings = ListenSettings & BrokerRules;

/** A broker within the exporter, that LOWIs publish to directly. */
export interface EmbeddedBroker extends Source {
  /** The port that it listens on once started, else the one of the settings. */
  port(): number;
}

/** What aedes says of a client whose MQTT it does not speak; the broker's rules have told that already. */
const FOREIGN = 'unacceptable protocol version';

/** Tells of clients that aedes lets go for a reason of its own; what the network did to them carries a code, and is nothing to tell. */
function reportFaults(broker: Aedes, report: ReportOffence, log: Log): void {
  const heard = ({ conn, closed }: Client, error: Error) => {
    if (closed || 'code' in error) return;
    if (error.message !== FOREIGN) report(remoteAddress(conn), error.message);
  };
  broker.on('clientError', heard);
  broker.on('connectionError', heard);
  (broker as EventEmitter).on('error', (err) => log.error({ err }, 'broker: failure'));
}

function addressOf(settings: BrokerSettings, port: number): string {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${settings.certFile ? 'mqtts' : 'mqtt'}://${host}:${port}`;
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(() => resolve()));
}

class Embedded implements EmbeddedBroker {
  readonly #settings: BrokerSettings;
  readonly #limits: BrokerLimits;
  readonly #onMessage: OnMessage;
  readonly #log: Log;
  readonly #offences: Offences;
  readonly #backlog: SocketBacklog;
  #aedes: Aedes | undefined;
  #server: BrokerServer | undefined;
  #listened = 0;

  constructor(settings: BrokerSettings, onMessage: OnMessage, log: Log, limits: BrokerLimits) {
    this.#settings = settings;
    this.#limits = limits;
    this.#onMessage = contained(onMessage, log);
    this.#log = log;
    this.#offences = new Offences(log);
    this.#backlog = new SocketBacklog((seconds) =>
      log.info({ seconds: Math.round(seconds) }, 'broker: paused; messages sent meanwhile are not live'),
    );
  }

  async start(): Promise<void> {
    const { report } = this.#offences;
    const aedes = await Aedes.createBroker(
      brokerOptions(this.#settings, this.#limits, this.#onMessage, report),
    );
    this.#aedes = aedes;
    limitSubscriptions(aedes, this.#limits);
    reportFaults(aedes, report, this.#log);
    const strangers = new Strangers(this.#limits.strangersPerAddress, report);
    const serve = (socket: Socket) => {
      const remote = socket.remoteAddress ?? 'unknown';
      const connection = new GuardedConnection(
        socket,
        this.#limits.unreadBytes,
        (offence) => report(remote, offence),
        () => this.#backlog.hasWaited(),
      );
      if (strangers.takes(connection)) aedes.handle(connection);
    };
    try {
      this.#server = await openServer(this.#settings, this.#limits, serve, report);
    } catch (error) {
      await closeBroker(aedes);
      throw error;
    }
    this.#listened = 1;
    this.#backlog.start();
    this.#log.info({ address: this.status().address }, 'broker: listening');
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#backlog.stop();
    await server?.close(); // the sockets first: what they still bring would keep the broker busy
    if (this.#aedes) await closeBroker(this.#aedes);
  }

  port(): number {
    return this.#server?.port ?? this.#settings.port;
  }

  status(): SourceStatus {
    const connected = this.#server !== undefined;
    const address = addressOf(this.#settings, this.port());
    const turnedAway = this.#offences.lately();
    return {
      kind: 'embedded',
      connected,
      connections: this.#listened,
      address,
      ...(connected ? {} : { fault: 'the embedded broker is not listening' }),
      ...(turnedAway.length > 0 && { turnedAway }),
    };
  }
}

/** The exporter's own MQTT broker: every publish on a wanted topic goes to `onMessage` once, as live; other programs may subscribe. */
export function createEmbeddedBroker(
  settings: BrokerSettings,
  onMessage: OnMessage,
  log: Log,
  limits: BrokerLimits = BROKER_LIMITS,
): EmbeddedBroker {
  return new Embedded(settings, onMessage, log, limits);
}
