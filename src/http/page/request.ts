import { networkInterfaces } from 'node:os';
import type { Request } from 'express';
import type { DeviceQuery } from '../view/overview.ts';

/** Rows of the table of devices. */
export const MAX_ROWS = 50;

/** What one request for the status page asks for, and how it reached this machine. */
export interface RequestContext {
  /** Host in the browser's address, without the port. */
  host: string;
  /** The only device to show: `/?ident=…`. */
  ident?: string | undefined;
  /** IPv4 addresses of this machine, for the advice on pointing a LOWI here. */
  addresses?: readonly string[];
}

export function requestContextOf({
  hostname,
  query: { ident },
}: Pick<Request, 'hostname' | 'query'>): RequestContext {
  return {
    host: hostname,
    ident: typeof ident === 'string' && ident !== '' ? ident : undefined,
    addresses: lanAddresses(),
  };
}

/** The devices that the page can show for a request. */
export function deviceQueryOf({ ident }: RequestContext): DeviceQuery {
  return { ident, atMost: MAX_ROWS };
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
