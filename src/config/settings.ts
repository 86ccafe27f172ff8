import type { ChannelSettings, Prices } from '../channels/settings.ts';
import type { LogSettings } from '../log.ts';
import type { BrokerSettings } from '../sources/embedded.ts';
import type { MqttSettings } from '../sources/mqtt.ts';

/** The whole configuration, checked. */
export interface Settings {
  /** The broker to read from; absent: the embedded one. */
  mqtt?: MqttSettings;
  broker: BrokerSettings;
  http: { host: string; port: number };
  channels: ChannelSettings;
  prices: Prices;
  /** Path of the state file; absent: nothing outlives a restart. */
  stateFile?: string;
  log: LogSettings;
}
