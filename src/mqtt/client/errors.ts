import type { Log } from '../../logging/logger.ts';

/** What an error code, or without one an error message, means to the user and what to check. */
const EXPLANATIONS: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'no such host. Check the name in mqtt.url, or use the IP address there'],
  [
    /^EAI_AGAIN$/,
    'the host name could not be looked up. Check the network and its DNS, or use the IP address in mqtt.url',
  ],
  [/^ECONNREFUSED$/, 'nothing listens there. Check that the broker runs, and the port in mqtt.url'],
  [
    /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    'cannot reach the host. Check the address in mqtt.url, the network and firewalls',
  ],
  [
    /^(ECONNRESET|EPIPE)$/,
    'the connection was cut. If this repeats, check whether the port in mqtt.url is one for TLS (mqtts://) or not',
  ],
  [/^(4|5|134|135)$/, 'the broker rejected the user name or password. Check mqtt.username and mqtt.password'],
  [/^(1|132)$/, 'the broker does not support this version of MQTT. Check mqtt.protocolVersion'],
  [/^(2|133)$/, 'the broker rejected the client id. Check mqtt.clientId'],
  [/^(3|136|137)$/, 'the broker is unavailable or busy'],
  [/^138$/, 'the broker has banned this client. Check its configuration'],
  [/^139$/, 'the broker is shutting down'],
  [/^142$/, 'another program connected with the same client id. Give each its own mqtt.clientId'],
  [/^CERT_HAS_EXPIRED$/, "the broker's certificate has expired. Renew it"],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "the broker's certificate is for another name. Use that name in mqtt.url",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_UNTRUSTED/,
    "the broker's certificate is not trusted. Set mqtt.caFile to the certificate of the authority that signed it",
  ],
  [/WRONG_VERSION_NUMBER|EPROTO/, 'that port has no TLS. Check the port, or use mqtt:// (ws://) in mqtt.url'],
  [/ALERT|CERT/, 'the broker rejected the TLS connection. Check mqtt.certFile and mqtt.keyFile'],
  [
    /^connack timeout$/,
    'connected, but the broker does not answer. Check that the port in mqtt.url is one for MQTT',
  ],
  [
    /^(Invalid|Malformed|Cannot parse|Not supported|Packet) /, // from mqtt.js's parser
    'that port does not speak MQTT. Check the port in mqtt.url',
  ],
  [/^Keepalive timeout$/, 'the broker has stopped answering. Check it and the network'],
];

/** Explains an MQTT reason code or an error, and says what to check. */
export function explainError(error: number | (Error & { code?: string | number })): string {
  const key = String(typeof error === 'number' ? error : (error.code ?? error.message));
  const explanation = EXPLANATIONS.find(([pattern]) => pattern.test(key))?.[1];
  if (explanation) return explanation;
  return typeof error === 'number' ? `the broker disconnected with reason code ${error}` : error.message;
}

/** Logs that the client is not connected: one warning per error, and again after a recovery. */
export class ConnectionLog {
  readonly #log: Log;
  readonly #fields: object;
  #lastError: string | undefined;

  constructor(log: Log, fields: object) {
    this.#log = log;
    this.#fields = fields;
  }

  disconnected(error: string): void {
    const level = error === this.#lastError ? 'debug' : 'warn';
    this.#log[level]({ ...this.#fields, error }, 'mqtt: not connected');
    this.#lastError = error;
  }

  connected(): void {
    this.#lastError = undefined;
    this.#log.info(this.#fields, 'mqtt: connected');
  }
}
