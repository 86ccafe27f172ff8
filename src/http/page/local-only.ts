import { isIPv4 } from 'node:net';
import type { Overview } from '../overview.ts';

/** Whether the embedded broker listens on this machine only while nothing fresh arrives: then no LOWI can reach it. */
export function isUnreachable({ source, devices }: Pick<Overview, 'source' | 'devices'>): boolean {
  if (source.kind !== 'embedded' || !URL.canParse(source.address)) return false;
  const isHeard = devices.some(({ channels }) => channels.some(({ fresh }) => fresh));
  return !isHeard && isLoopback(new URL(source.address).hostname);
}

/** Whether only programs on this machine reach a host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}
