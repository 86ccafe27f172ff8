import { type Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';

/** How to ask. */
export interface Question {
  path?: string;
  /** `user:password`. */
  credentials?: string;
  headers?: Record<string, string>;
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  minVersion?: 'TLSv1.1';
  maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  ciphers?: string;
  /** By default each question has a connection of its own. */
  agent?: Agent;
}

export interface Answer {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Serial number of the server's certificate. */
  serial: string;
  protocol: string | null;
  milliseconds: number;
}

/** Asks an HTTPS server on this machine; rejects if there is no answer. */
export function ask(port: number | string, question: Question = {}): Promise<Answer> {
  const { path = '/metrics', credentials, agent = false, ...more } = question;
  const auth = credentials === undefined ? {} : { auth: credentials };
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent, rejectUnauthorized: more.ca !== undefined };
    request({ ...options, ...auth, ...more }, (response) => {
      const socket = response.socket as TLSSocket;
      const { serialNumber: serial } = socket.getPeerCertificate();
      const protocol = socket.getProtocol();
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('error', reject).on('end', () => {
        const { statusCode: status, headers } = response;
        resolve({ status, headers, text, serial, protocol, milliseconds: performance.now() - from });
      });
    })
      .on('error', reject)
      .end();
  });
}
