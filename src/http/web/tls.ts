import type { KeyObject, X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import * as v from 'valibot';
import { notAfterOf } from '../../net/certificates.ts';
import { type Pem, pairError, parseCertificate, parseKey, readPem } from '../../validation/pem.ts';
import { expected, group, optional } from '../../validation/structured.ts';

/** What the server asks of a client's certificate, in Go's terms. */
const CLIENT_AUTHS = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'RequireClientCert', // an old name of RequireAnyClientCert that exporter-toolkit still accepts
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;
type ClientAuth = (typeof CLIENT_AUTHS)[number];

const VERSIONS = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/** How to serve over TLS. */
export interface Tls {
  context: SecureContextOptions;
  clientAuth: ClientAuth;
  keyFile: string;
  /** Unix seconds at which the certificate expires. */
  notAfter: number;
}

/** Whether clients need a certificate. */
export function requiresCertificate(tls: Tls | undefined): boolean {
  return /^Require/.test(tls?.clientAuth ?? '');
}

/** Whether a client is allowed after its handshake. */
export function isClientAllowed({ clientAuth }: Tls, client: TLSSocket): boolean {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return true;
  const given = client.getPeerX509Certificate() !== undefined;
  if (clientAuth === 'RequireAnyClientCert' || clientAuth === 'RequireClientCert') return given;
  return client.authorized || (clientAuth === 'VerifyClientCertIfGiven' && !given);
}

/** The schema of `tls_server_config`. Relative paths start at `directory`. Adds the files that it names to `files`. */
export function tlsSchema(directory: string, files: string[]) {
  const pem = <T>(parse: (text: Buffer) => T) => pemSchema(directory, files, parse);
  return v.pipe(
    group({
      cert_file: v.optional(pem(parseCertificate), ''),
      key_file: v.optional(pem(parseKey), ''),
      client_auth_type: optional(oneOf(CLIENT_AUTHS)),
      client_ca_file: optional(pem(parseCertificate)),
      min_version: optional(oneOf(['TLS12', 'TLS13'])),
    }),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { value } = dataset;
      for (const [key, message] of combinationErrors(value))
        addIssue({ message, path: [{ type: 'object', origin: 'value', input: value, key, value }] });
    }),
    v.transform((config) => tlsOf(config)),
  );
}

function oneOf<const Name extends string>(names: readonly Name[]) {
  return v.picklist(names, expected(names.join(', ')));
}

interface NamedPem<T> extends Pem<T> {
  path: string;
}

/** A path, replaced by the PEM file at it. */
function pemSchema<T>(directory: string, files: string[], parse: (text: Buffer) => T) {
  return v.pipe(
    v.string('expected the path of a file'),
    v.nonEmpty('expected the path of a file, got nothing'),
    v.rawTransform(({ dataset, addIssue, NEVER }): NamedPem<T> => {
      const path = resolve(directory, dataset.value);
      files.push(path);
      const pem = readPem(path, parse);
      if (typeof pem !== 'string') return { ...pem, path };
      addIssue({ message: `expected ${pem}, got "${path}"` });
      return NEVER;
    }),
  );
}

type TlsServerConfig = {
  cert_file: NamedPem<X509Certificate>;
  key_file: NamedPem<KeyObject>;
  client_auth_type?: ClientAuth | undefined;
  client_ca_file?: NamedPem<X509Certificate> | undefined;
  min_version?: keyof typeof VERSIONS | undefined;
};

/** Errors between values that are valid alone: key and message of each. */
function combinationErrors(config: TlsServerConfig): [string, string][] {
  const { cert_file: cert, key_file: key, client_auth_type: type = 'NoClientCert', client_ca_file } = config;
  const errors: [string, string][] = [];
  const mismatch = pairError(cert, key, 'cert_file');
  if (mismatch) errors.push(['key_file', `expected ${mismatch}, got "${key.path}"`]);
  // without its own CA the server would trust every public one
  if (/Verify/.test(type) && !client_ca_file)
    errors.push(['client_ca_file', `expected to be set for client_auth_type ${type}, got nothing`]);
  if (type === 'NoClientCert' && client_ca_file)
    errors.push(['client_auth_type', `expected to be set together with client_ca_file, got ${type}`]);
  return errors;
}

function tlsOf(config: TlsServerConfig): Tls {
  const { cert_file: cert, key_file: key, client_ca_file: ca, min_version = 'TLS12' } = config;
  return {
    context: {
      cert: cert.text,
      key: key.text,
      ...(ca && { ca: ca.text }),
      minVersion: VERSIONS[min_version],
      honorCipherOrder: true,
    },
    clientAuth: config.client_auth_type ?? 'NoClientCert',
    keyFile: key.path,
    notAfter: notAfterOf(cert.text),
  };
}
