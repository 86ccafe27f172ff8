import { networkInterfaces } from 'node:os';
import type { Request } from 'express';
import type { Choice } from '../overview.ts';
import { MOST_ROWS } from './fleet.ts';

/** Who looks, from where, at what. */
export interface Visit {
  /** Host by which the browser reached us, without the port. */
  host: string;
  /** The one device that was asked for, `/?ident=…`. */
  ident?: string | undefined;
  /** IPv4 addresses of this machine, for the advice on pointing a LOWI here. */
  addresses?: readonly string[];
}

/** The visit that a request is. */
export function visitOf({ hostname, query: { ident } }: Pick<Request, 'hostname' | 'query'>): Visit {
  return {
    host: hostname,
    ident: typeof ident === 'string' && ident !== '' ? ident : undefined,
    addresses: lanAddresses(),
  };
}

/** The devices that the page of a visit can show. */
export function choiceOf({ ident }: Visit): Choice {
  return { ident, atMost: MOST_ROWS };
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
