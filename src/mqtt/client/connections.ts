import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { connect, type IClientOptions, MqttClient } from 'mqtt';
import { type Certificate, notAfterOf, unixOf } from '../../net/certificates.ts';
import type { OnMessage } from '../message-source.ts';
import type { Backlog } from './backlog.ts';
import { connectBatched } from './batched-connection.ts';
import { type Identity, identityOf, type MqttSettings, usesTls } from './options.ts';

/** Opens the client's connections: with which identity, and to a broker with which certificate. */
export class MqttConnections {
  readonly #usesTls: boolean;
  #client: MqttClient | undefined;
  /** Unix seconds at which the client's own certificate ends, and that which the broker showed last. */
  #ownNotAfter: number | undefined;
  #serverNotAfter: number | undefined;

  constructor(settings: MqttSettings) {
    this.#usesTls = usesTls(settings);
  }

  /** A client of mqtt.js over a connection of ours; websockets are its own. Messages of a backlog are delivered as such. */
  open(options: IClientOptions, backlog: Backlog, onMessage: OnMessage): MqttClient {
    this.#ownNotAfter = this.#notAfterOf(options.cert as Buffer | undefined);
    const wsOptions = { checkServerIdentity: this.#check };
    const onRead = () => backlog.heard();
    const client = options.protocol?.startsWith('ws')
      ? connect({ ...options, wsOptions } as IClientOptions).on('packetreceive', onRead)
      : new MqttClient(() => connectBatched(options, this.#check).on('data', onRead), options);
    client.on('message', (topic, payload, { retain }) => {
      if (backlog.isOpen) backlog.add(topic);
      onMessage(topic, payload, retain, backlog.isOpen);
    });
    client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && backlog.answered());
    this.#client = client;
    return client;
  }

  /** Reads the identity again; throws if it can't be used. What it gives has the next connection use it; the open one goes on. */
  prepare(settings: MqttSettings): () => void {
    const identity = identityOf(settings);
    return () => this.#use(identity);
  }

  #use(identity: Identity): void {
    this.#ownNotAfter = this.#notAfterOf(identity.cert);
    const options = this.#client?.options;
    if (!options) return;
    Object.assign(options, identity); // mqtt.js reads them at each connection
    if (options.wsOptions) options.wsOptions = { checkServerIdentity: this.#check } as object; // it copies the files into these once
  }

  /** Those of its TLS connections. */
  certificates(): readonly Certificate[] {
    const [own, server] = [this.#ownNotAfter, this.#serverNotAfter];
    return [
      ...(own === undefined ? [] : [{ use: 'mqtt_client', notAfter: own } as const]),
      ...(server === undefined ? [] : [{ use: 'mqtt_server', notAfter: server } as const]),
    ];
  }

  /** Undefined without a certificate, and where it is not used. */
  #notAfterOf(certificate: Buffer | undefined): number | undefined {
    return certificate && this.#usesTls ? notAfterOf(certificate) : undefined;
  }

  #check = (host: string, certificate: PeerCertificate): Error | undefined => {
    this.#serverNotAfter = unixOf(certificate.valid_to);
    return checkServerIdentity(host, certificate);
  };
}

/** Waiting times that double from `first` to `last` milliseconds, spread so that a fleet does not come back all at once. */
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
