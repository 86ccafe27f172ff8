/** The source of a reading, from its topic `<ident>/PUB/CH<digits>`. */
export interface Address {
  /** Serial number (12 hexadecimal digits) or a name set on the device. */
  ident: string;
  channel: string;
}

/** The channel of the meter itself. */
export const METER_CHANNEL = 'CH0';

/** Longest ident accepted: far longer than a serial number or a name, short enough for a label. */
const MAX_IDENT_LENGTH = 128;
/** Longest topic accepted, with its prefix. V8 hashes strings over 16 KiB by their length alone, which makes a map of such topics slow. */
const MAX_TOPIC_LENGTH = 512;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they break a page or a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a text is a channel's name: `CH` and up to nine digits. */
export function isChannel(text: string): boolean {
  return /^CH\d{1,9}$/.test(text);
}

/** Parses the end of a topic; a bridge between brokers may add a prefix. Undefined if it is not the topic of a reading. */
export function parseTopic(topic: string): Address | undefined {
  const channelAt = topic.lastIndexOf('/') + 1;
  const identEnd = channelAt - '/PUB/'.length;
  if (topic.length > MAX_TOPIC_LENGTH || !topic.startsWith('/PUB/', identEnd)) return undefined;
  const ident = topic.slice(topic.lastIndexOf('/', identEnd - 1) + 1, identEnd);
  const channel = topic.slice(channelAt);
  if (ident === '' || ident.length > MAX_IDENT_LENGTH || CONTROL.test(ident)) return undefined;
  return isChannel(channel) ? { ident, channel } : undefined;
}
