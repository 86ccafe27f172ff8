import type { Settings } from './config/settings.ts';
import type { Log } from './log.ts';
import type { Prepare } from './reload.ts';
import { usesTls } from './sources/mqtt-options.ts';
import type { OnMessage, Source } from './sources/source.ts';

/** Whether there may be a certificate, for which there is a metric then. */
export function mayUseTls({ http, mqtt, broker }: Settings): boolean {
  return http.webConfigFile !== undefined || (mqtt ? usesTls(mqtt) : broker.certFile !== undefined);
}

/** Loads the one source that is used: the other's library would take memory and time to start. */
export async function createSource(
  { mqtt, broker }: Settings,
  log: Log,
  onMessage: OnMessage,
): Promise<{ source: Source; prepare: Prepare }> {
  if (mqtt) {
    const source = (await import('./sources/mqtt.ts')).createMqttSource(mqtt, onMessage, log);
    return { source, prepare: (next) => next.mqtt && source.prepare(next.mqtt) };
  }
  const source = (await import('./sources/embedded.ts')).createEmbeddedBroker(broker, onMessage, log);
  return { source, prepare: (next) => source.prepare(next.broker) };
}
