import type { Log } from '../logging/logger.ts';
import type { BrokerSettings } from './broker/broker.ts';
import { type MqttSettings, usesTls } from './client/options.ts';
import type { OnMessage, Source } from './message-source.ts';

/** Where messages come from. */
export interface SourceSettings {
  /** The external broker to read from; absent: the embedded one. */
  mqtt?: MqttSettings;
  broker: BrokerSettings;
}

/** A source that a reload can change. */
export interface ReloadableSource {
  source: Source;
  /** Reads credentials and certificates again; throws if they are invalid. The returned function applies them. */
  prepare(settings: SourceSettings): (() => void) | undefined;
}

/** Creates the source. Loads only its own library: the other one would cost memory and start time. */
export async function createSource(
  { mqtt, broker }: SourceSettings,
  onMessage: OnMessage,
  log: Log,
): Promise<ReloadableSource> {
  if (mqtt) {
    const { createMqttSource } = await import('./client/client.ts');
    const source = createMqttSource(mqtt, onMessage, log);
    return { source, prepare: (next) => next.mqtt && source.prepare(next.mqtt) };
  }
  const { createEmbeddedBroker } = await import('./broker/broker.ts');
  const source = createEmbeddedBroker(broker, onMessage, log);
  return { source, prepare: (next) => source.prepare(next.broker) };
}

/** Whether the source may use a certificate. */
export function sourceUsesTls({ mqtt, broker }: SourceSettings): boolean {
  return mqtt ? usesTls(mqtt) : broker.certFile !== undefined;
}
