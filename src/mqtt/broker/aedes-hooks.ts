import { isUtf8 } from 'node:buffer';
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

/** Internals of aedes 1.2 that its types do not declare. Only this file uses them. */
interface Parser extends EventEmitter {
  _list: { slice(from: number, to: number): Buffer };
  _pos: number;
  _parseString(): string | null;
}
interface ClientInternals {
  _parser: Parser;
}
interface BrokerInternals {
  publish: Publish;
  persistence: { incomingStorePacket: StorePacket };
}

const NO_PAYLOAD = Buffer.alloc(0);

/** Lets aedes handle only the packets of a client that are accepted. */
export function filterPackets(client: Client, accepts: (packet: ClientPacket) => boolean): void {
  const { _parser: parser } = client as unknown as ClientInternals;
  const [handle] = parser.listeners('packet');
  if (!handle) throw new Error('unsupported version of aedes: its parser has no packet listener');
  parser.removeAllListeners('packet');
  parser.on('packet', (packet: ClientPacket) => {
    if (accepts(packet)) handle.call(parser, packet);
  });
}

/** What the decoder puts in place of invalid UTF-8; valid text may contain it, too. */
const REPLACEMENT = '\ufffd';

/** Replaces each text of a client that is not UTF-8 by `invalid`. */
export function replaceInvalidText(client: Client, invalid: string): void {
  const { _parser: parser } = client as unknown as ClientInternals;
  const parse = parser._parseString.bind(parser);
  parser._parseString = () => {
    const start = parser._pos + 2; // skips the length
    const text = parse();
    if (!text?.includes(REPLACEMENT)) return text;
    return isUtf8(parser._list.slice(start, parser._pos)) ? text : invalid;
  };
}

/** Does not forward the publishes for which `drops` returns true; aedes still acknowledges them. */
export function dropPublishes(broker: Aedes, drops: (packet: object) => boolean): void {
  const internals = broker as unknown as BrokerInternals;
  const publish = internals.publish.bind(broker);
  internals.publish = (packet, client, done) => {
    if (typeof client === 'object' && client !== null && drops(packet)) return done?.();
    publish(packet, client, done);
  };
}

/** Stores QoS 2 publishes that await PUBREL without their payload: they were forwarded, and payloads would fill the memory. */
export function storeNoPayloads(broker: Aedes): void {
  const { persistence } = broker as unknown as BrokerInternals;
  const store = persistence.incomingStorePacket.bind(persistence);
  persistence.incomingStorePacket = (client, packet) => store(client, { ...packet, payload: NO_PAYLOAD });
}
