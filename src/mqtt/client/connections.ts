import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { connect, type IClientOptions, MqttClient } from 'mqtt';
import { type Certificate, notAfterOf, unixOf } from '../../net/certificates.ts';
import type { OnMessage } from '../message-source.ts';
import type { Backlog } from './backlog.ts';
import { connectBatched } from './batched-connection.ts';
import { type Identity, identityOf, type MqttSettings, usesTls } from './options.ts';

/** Opens the client's connections with its current identity, and keeps the expiry of the certificates in use. */
export class MqttConnections {
  readonly #usesTls: boolean;
  readonly #qos: 0 | 1 | 2;
  #client: MqttClient | undefined;
  /** Unix second at which the client's own certificate expires. */
  #ownNotAfter: number | undefined;
  /** Unix second at which the certificate that the broker presented last expires. */
  #serverNotAfter: number | undefined;

  constructor(settings: MqttSettings) {
    this.#usesTls = usesTls(settings);
    this.#qos = settings.qos;
  }

  /** Creates an mqtt.js client on a batched connection; for websockets mqtt.js opens its own. Marks messages of a backlog. */
  open(options: IClientOptions, backlog: Backlog, onMessage: OnMessage): MqttClient {
    this.#ownNotAfter = this.#notAfterOf(options.cert as Buffer | undefined);
    const wsOptions = { checkServerIdentity: this.#check };
    const onRead = () => backlog.received();
    const client = options.protocol?.startsWith('ws')
      ? connect({ ...options, wsOptions } as IClientOptions).on('packetreceive', onRead)
      : new MqttClient(() => connectBatched(options, this.#qos, this.#check).on('data', onRead), options);
    client.on('message', (topic, payload, { retain }) => {
      if (backlog.isOpen) backlog.add(topic);
      onMessage(topic, payload, retain, backlog.isOpen);
    });
    client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && backlog.pingAnswered());
    this.#client = client;
    return client;
  }

  /** Reads the identity again; throws if it is invalid. The returned function makes the next connection use it. */
  prepare(settings: MqttSettings): () => void {
    const identity = identityOf(settings);
    return () => this.#use(identity);
  }

  /** The client's certificate, and the one that the broker presented last; none without TLS. */
  certificates(): readonly Certificate[] {
    const [own, server] = [this.#ownNotAfter, this.#serverNotAfter];
    return [
      ...(own === undefined ? [] : [{ use: 'mqtt_client', notAfter: own } as const]),
      ...(server === undefined ? [] : [{ use: 'mqtt_server', notAfter: server } as const]),
    ];
  }

  #use(identity: Identity): void {
    this.#ownNotAfter = this.#notAfterOf(identity.cert);
    const options = this.#client?.options;
    if (!options) return;
    Object.assign(options, identity); // mqtt.js reads them for each connection
    if (options.wsOptions) options.wsOptions = { checkServerIdentity: this.#check } as object; // drops mqtt.js's copy of the old files
  }

  #notAfterOf(certificate: Buffer | undefined): number | undefined {
    return certificate && this.#usesTls ? notAfterOf(certificate) : undefined;
  }

  #check = (host: string, certificate: PeerCertificate): Error | undefined => {
    this.#serverNotAfter = unixOf(certificate.valid_to);
    return checkServerIdentity(host, certificate);
  };
}
