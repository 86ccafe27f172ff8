import type { Channel, Naming } from '../channels/channel.ts';

/** `key="value",…` with the value escaped as the text format asks. */
function labelPairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}="${escapeLabel(value)}"`)
    .join(',');
}

function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value;
}

/** The end of a series' labels, after `ident` and `channel`: `,tariff="high"} `. */
export function labelTail(labels: Readonly<Record<string, string>> = {}): Buffer {
  const pairs = labelPairs(labels);
  return Buffer.from(pairs ? `,${pairs}} ` : '} ');
}

const addresses = new WeakMap<Channel, Buffer>();
const namings = new WeakMap<Naming, Buffer>();

/** `ident="…",channel="…"`, rendered once per channel. */
export function addressLabels(channel: Channel): Buffer {
  let bytes = addresses.get(channel);
  if (!bytes) {
    bytes = Buffer.from(labelPairs({ ident: channel.ident, channel: channel.channel }));
    addresses.set(channel, bytes);
  }
  return bytes;
}

/** The tail of `lowi_channel_info`, rendered once per naming. */
export function namingTail(naming: Naming): Buffer {
  let bytes = namings.get(naming);
  if (!bytes) {
    const { name, type, units, role } = naming;
    bytes = labelTail({ name, type, units, role });
    namings.set(naming, bytes);
  }
  return bytes;
}
