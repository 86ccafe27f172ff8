import { type ChannelNaming, type DeviceSettings, ROLES, type Role } from '../channels/settings.ts';
import { isChannel, METER_CHANNEL, parseTopic } from '../lowi/topic.ts';
import type { ConfigErrors } from './errors.ts';
import { entries, readGroup } from './group.ts';

/** Reads the file's `devices`: per device a resolution, per channel a name and a role. */
export function readDevices(raw: unknown, errors: ConfigErrors): Map<string, DeviceSettings> {
  const devices = new Map<string, DeviceSettings>();
  for (const [ident, value] of entries('devices', raw, errors)) {
    if (parseTopic(`${ident}/PUB/${METER_CHANNEL}`)?.ident === ident)
      devices.set(ident, readDevice(`devices.${ident}`, value, errors));
    else errors.say(`devices.${ident}`, 'expected an ident as in the topic, such as 3494546c709b');
  }
  return devices;
}

function readDevice(key: string, raw: unknown, errors: ConfigErrors): DeviceSettings {
  const channels = new Map<string, ChannelNaming>();
  const device: { currentResolution?: number } = {};
  readGroup(key, raw, errors, {
    currentResolution(value, at) {
      if (typeof value === 'number' && value > 0) device.currentResolution = value;
      else errors.setting(at, value, 'a number above 0');
    },
    channels: (value, at) => readChannels(at, value, channels, errors),
  });
  return { ...device, channels };
}

function readChannels(
  key: string,
  raw: unknown,
  into: Map<string, ChannelNaming>,
  errors: ConfigErrors,
): void {
  for (const [channel, value] of entries(key, raw, errors)) {
    if (isChannel(channel)) into.set(channel, readChannel(`${key}.${channel}`, value, errors));
    else
      errors.say(
        `${key}.${channel}`,
        'expected a channel as in the topic: CH and one to nine digits, such as CH1',
      );
  }
}

function readChannel(key: string, raw: unknown, errors: ConfigErrors): ChannelNaming {
  const channel: ChannelNaming = {};
  readGroup(key, raw, errors, {
    name(value, at) {
      if (typeof value === 'string' && value !== '') channel.name = value;
      else errors.setting(at, value, 'text');
    },
    role(value, at) {
      if (isRole(value)) channel.role = value;
      else errors.setting(at, value, `one of ${ROLES.join(', ')}`);
    },
  });
  return channel;
}

function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}
