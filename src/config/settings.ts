import type { ChannelSettings, Prices } from '../channels/settings.ts';
import type { HttpSettings } from '../http/listener.ts';
import type { LogSettings } from '../logging/logger.ts';
import type { BrokerSettings } from '../mqtt/broker/broker.ts';
import type { MqttSettings } from '../mqtt/client/client.ts';
import type { StateSettings } from '../state/state-file.ts';

/** The whole configuration, checked. */
export interface Settings {
  /** The broker to read from; absent: the embedded one. */
  mqtt?: MqttSettings;
  broker: BrokerSettings;
  http: HttpSettings;
  channels: ChannelSettings;
  prices: Prices;
  /** Absent: nothing is kept across restarts. */
  state?: StateSettings;
  log: LogSettings;
  /** What is unwise about it, to be logged at the start. */
  warnings: readonly string[];
}
