import { isLoopback } from '../../sources/loopback.ts';
import type { Overview } from '../overview.ts';

/** Whether the embedded broker listens on this machine only while nothing fresh arrives: then no LOWI can reach it. */
export function isUnreachable({ source, devices }: Pick<Overview, 'source' | 'devices'>): boolean {
  if (source.kind !== 'embedded' || !URL.canParse(source.address)) return false;
  const isHeard = devices.some(({ channels }) => channels.some(({ fresh }) => fresh));
  return !isHeard && isThisMachine(new URL(source.address).hostname);
}

/** The same of a URL's host, where an IPv6 address has brackets. */
export function isThisMachine(hostname: string): boolean {
  return isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}
