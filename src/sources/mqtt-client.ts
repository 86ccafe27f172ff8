import { connect, type IClientOptions, MqttClient } from 'mqtt';
import type { Backlog } from './backlog.ts';
import { connectGathered } from './gathered-connection.ts';
import type { OnMessage } from './source.ts';

/** A client of mqtt.js over a connection of ours; websockets are its own. Messages of a backlog are delivered as such. */
export function openClient(options: IClientOptions, backlog: Backlog, onMessage: OnMessage): MqttClient {
  const onRead = () => backlog.heard();
  const client = options.protocol?.startsWith('ws')
    ? connect(options).on('packetreceive', onRead)
    : new MqttClient(() => connectGathered(options).on('data', onRead), options);
  client.on('message', (topic, payload, { retain }) => {
    if (backlog.isOpen) backlog.add(topic);
    onMessage(topic, payload, retain, backlog.isOpen);
  });
  client.on('packetreceive', ({ cmd }) => cmd === 'pingresp' && backlog.answered());
  return client;
}
