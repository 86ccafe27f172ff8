import type { EventEmitter } from 'node:events';
import type { Aedes, Client } from 'aedes';

/** A packet as aedes parsed it; which fields it has depends on `cmd`. */
export interface ClientPacket {
  cmd: string;
  topic?: string;
  qos?: number;
  messageId?: number;
  subscriptions?: { topic: string }[];
  unsubscriptions?: string[];
}

type Done = (error?: Error | null) => void;
type Publish = (packet: object, client: Client | null | Done, done?: Done) => void;
type StorePacket = (client: Client, packet: object) => Promise<void>;

/** What aedes 1.2 has and does not declare. Only this file uses it. */
interface ClientInternals {
  _parser: EventEmitter;
}
interface BrokerInternals {
  publish: Publish;
  persistence: { incomingStorePacket: StorePacket };
}

const NO_PAYLOAD = Buffer.alloc(0);

/** Lets aedes handle only those packets of a client that are accepted. */
export function filterPackets(client: Client, accepts: (packet: ClientPacket) => boolean): void {
  const { _parser: parser } = client as unknown as ClientInternals;
  const [handle] = parser.listeners('packet');
  if (!handle) throw new Error('aedes reads no packets here: this version of it is not known');
  parser.removeAllListeners('packet');
  parser.on('packet', (packet: ClientPacket) => {
    if (accepts(packet)) handle.call(parser, packet);
  });
}

/** Forwards no publish of a client for which `drops` holds; the client gets its acknowledgement all the same. */
export function dropPublishes(broker: Aedes, drops: (packet: object) => boolean): void {
  const internals = broker as unknown as BrokerInternals;
  const publish = internals.publish.bind(broker);
  internals.publish = (packet, client, done) => {
    if (typeof client === 'object' && client !== null && drops(packet)) return done?.();
    publish(packet, client, done);
  };
}

/** Remembers QoS 2 publishes that await PUBREL by their identifier alone: they were forwarded, and their payload would fill the memory. */
export function storeNoPayloads(broker: Aedes): void {
  const { persistence } = broker as unknown as BrokerInternals;
  const store = persistence.incomingStorePacket.bind(persistence);
  persistence.incomingStorePacket = (client, packet) => store(client, { ...packet, payload: NO_PAYLOAD });
}
