/** Whose reading a topic carries: `<ident>/PUB/CH<digits>`. */
export interface Address {
  /** Serial number (12 hexadecimal digits) or the name that its owner gave it. */
  ident: string;
  /** `CH0` is the meter. */
  channel: string;
}

/** Longest ident taken: far beyond a serial number or a name, short enough for a label. */
const MAX_IDENT_LENGTH = 128;
/** Longest topic taken, prefix and all. V8 hashes strings over 16 KiB by their length alone: a map of such topics crawls. */
const MAX_TOPIC_LENGTH = 512;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they break a page or a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Whether a topic level or a key of the configuration names a channel: `CH` and up to nine digits. */
export function isChannel(text: string): boolean {
  return /^CH\d{1,9}$/.test(text);
}

/** Reads the end of a topic; a bridged broker may have put a prefix in front. Undefined if it is no reading's topic. */
export function parseTopic(topic: string): Address | undefined {
  const channelAt = topic.lastIndexOf('/') + 1;
  const identEnd = channelAt - '/PUB/'.length;
  if (identEnd <= 0 || topic.length > MAX_TOPIC_LENGTH || !topic.startsWith('/PUB/', identEnd))
    return undefined;
  const ident = topic.slice(topic.lastIndexOf('/', identEnd - 1) + 1, identEnd);
  const channel = topic.slice(channelAt);
  if (ident === '' || ident.length > MAX_IDENT_LENGTH || CONTROL.test(ident)) return undefined;
  return isChannel(channel) ? { ident, channel } : undefined;
}
