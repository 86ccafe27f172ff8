import { type ChannelNaming, type DeviceSettings, ROLES, type Role } from '../channels/settings.ts';
import { isChannel, parseTopic } from '../lowi/topic.ts';
import type { Faults } from './errors.ts';
import { entries, readGroup } from './group.ts';

/** Reads the file's `devices`: per device a resolution, per channel a name and a role. */
export function readDevices(raw: unknown, faults: Faults): Map<string, DeviceSettings> {
  const devices = new Map<string, DeviceSettings>();
  for (const [ident, value] of entries('devices', raw, faults)) {
    if (parseTopic(`${ident}/PUB/CH0`)?.ident === ident)
      devices.set(ident, readDevice(`devices.${ident}`, value, faults));
    else faults.say(`devices.${ident}`, 'expected an ident as in the topic, such as 3494546c709b');
  }
  return devices;
}

function readDevice(key: string, raw: unknown, faults: Faults): DeviceSettings {
  const channels = new Map<string, ChannelNaming>();
  const device: { currentResolution?: number } = {};
  readGroup(key, raw, faults, {
    currentResolution(value, at) {
      if (typeof value === 'number' && value > 0) device.currentResolution = value;
      else faults.setting(at, value, 'a number above 0');
    },
    channels: (value, at) => readChannels(at, value, channels, faults),
  });
  return { ...device, channels };
}

function readChannels(key: string, raw: unknown, into: Map<string, ChannelNaming>, faults: Faults): void {
  for (const [channel, value] of entries(key, raw, faults)) {
    if (isChannel(channel)) into.set(channel, readChannel(`${key}.${channel}`, value, faults));
    else
      faults.say(
        `${key}.${channel}`,
        'expected a channel as in the topic: CH and one to nine digits, such as CH1',
      );
  }
}

function readChannel(key: string, raw: unknown, faults: Faults): ChannelNaming {
  const channel: ChannelNaming = {};
  readGroup(key, raw, faults, {
    name(value, at) {
      if (typeof value === 'string' && value !== '') channel.name = value;
      else faults.setting(at, value, 'text');
    },
    role(value, at) {
      if (isRole(value)) channel.role = value;
      else faults.setting(at, value, `one of ${ROLES.join(', ')}`);
    },
  });
  return channel;
}

function isRole(value: unknown): value is Role {
  return (ROLES as readonly unknown[]).includes(value);
}
