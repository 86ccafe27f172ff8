import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  createSecureContext,
  DEFAULT_CIPHERS,
  type SecureContextOptions,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';
import { notAfterOf } from '../../net/certificates.ts';
import type { Section } from './section.ts';

/** What a client must show of itself, by Go's names for it. */
const CLIENT_AUTHS = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'RequireClientCert', // an old name for RequireAnyClientCert that exporter-toolkit still takes
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
type ClientAuth = (typeof CLIENT_AUTHS)[number];

const VERSIONS = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;
const VERSION_NAMES = Object.keys(VERSIONS) as (keyof typeof VERSIONS)[];

export const TLS_KEYS = [
  'cert_file',
  'key_file',
  'client_auth_type',
  'client_ca_file',
  'min_version',
  'max_version',
  'prefer_server_cipher_suites',
] as const;

/** How to serve by TLS. */
export interface Tls {
  context: SecureContextOptions;
  clientAuth: ClientAuth;
  /** Unix seconds at which the certificate ends. */
  notAfter: number;
}

/** Whether nobody is served without a certificate. */
export function asksForCertificate(tls: Tls | undefined): boolean {
  return /^Require/.test(tls?.clientAuth ?? '');
}

/** Whether a client may stay after its handshake. */
export function admits({ clientAuth }: Tls, client: TLSSocket): boolean {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return true;
  const given = client.getPeerX509Certificate() !== undefined;
  if (clientAuth === 'RequireAnyClientCert' || clientAuth === 'RequireClientCert') return given;
  return client.authorized || (clientAuth === 'VerifyClientCertIfGiven' && !given);
}

/** Files of `tls_server_config`, by the key that names each; relative paths start at `directory`. */
export function tlsFiles(section: Section, directory: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of ['cert_file', 'key_file', 'client_ca_file']) {
    const path = section.text(name);
    if (path !== undefined) files.set(name, resolve(directory, path));
  }
  return files;
}

/** Reads a `tls_server_config` that is given; undefined where no TLS could be had of it, which its faults explain. */
export function readTls(section: Section, files: ReadonlyMap<string, string>): Tls | undefined {
  const pair = readPair(section, files);
  const clientAuth = section.oneOf('client_auth_type', CLIENT_AUTHS) ?? 'NoClientCert';
  checkAuthority(section, clientAuth, files.has('client_ca_file'));
  const ca = pem(section, files, 'client_ca_file', (text) => new X509Certificate(text));
  const options = { ...readVersions(section), honorCipherOrder: prefersOwn(section) };
  if (!pair) return undefined;
  const context = { ...options, ...pair, ...(ca && { ca: ca.text }) };
  return isAccepted(section, context) ? { context, clientAuth, notAfter: notAfterOf(pair.cert) } : undefined;
}

/** The certificate and its key. */
function readPair(
  section: Section,
  files: ReadonlyMap<string, string>,
): { cert: Buffer; key: Buffer } | undefined {
  for (const name of ['cert_file', 'key_file'])
    if (!files.has(name)) section.fault(name, 'the path of a file, got nothing');
  const cert = pem(section, files, 'cert_file', (text) => new X509Certificate(text));
  const key = pem(section, files, 'key_file', createPrivateKey);
  if (!cert || !key) return undefined;
  if (cert.parsed.checkPrivateKey(key.parsed)) return { cert: cert.text, key: key.text };
  section.fault('key_file', 'the key of the certificate in cert_file, got the key of another');
  return undefined;
}

function pem<T>(
  section: Section,
  files: ReadonlyMap<string, string>,
  name: string,
  parse: (text: Buffer) => T,
): { text: Buffer; parsed: T } | undefined {
  const path = files.get(name);
  if (path === undefined) return undefined;
  try {
    const text = readFileSync(path);
    return { text, parsed: parse(text) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException; // no message: it might quote the file
    section.fault(name, `a PEM file that can be read, without a passphrase (${code}), got "${path}"`);
    return undefined;
  }
}

/** Without an authority of its own a server would trust every public one, and a certificate from those is anybody's. */
function checkAuthority(section: Section, clientAuth: ClientAuth, given: boolean): void {
  if (/Verify/.test(clientAuth) && !given)
    section.fault('client_ca_file', `to be set for client_auth_type ${clientAuth}, got nothing`);
  if (clientAuth === 'NoClientCert' && given)
    section.fault('client_auth_type', 'to be set together with client_ca_file, got NoClientCert');
}

function readVersions(section: Section): SecureContextOptions {
  const lowest = section.oneOf('min_version', VERSION_NAMES) ?? 'TLS12';
  const highest = section.oneOf('max_version', VERSION_NAMES) ?? 'TLS13';
  if (lowest > highest) section.fault('max_version', `min_version (${lowest}) or later, got ${highest}`);
  const minVersion: SecureVersion = VERSIONS[lowest];
  const old = lowest < 'TLS12'; // OpenSSL 3 has nothing to offer them at its usual level of security
  return {
    minVersion,
    maxVersion: VERSIONS[highest],
    ...(old && { ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=0` }),
  };
}

function prefersOwn(section: Section): boolean {
  return section.oneOf('prefer_server_cipher_suites', ['true', 'false']) !== 'false';
}

function isAccepted(section: Section, context: SecureContextOptions): boolean {
  try {
    return createSecureContext(context) !== undefined;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    section.fault('cert_file', `a certificate and key that OpenSSL takes (${code})`);
    return false;
  }
}
