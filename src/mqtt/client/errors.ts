import type { Log } from '../../logging/logger.ts';

/** What a failure's code, or for want of one its message, means to the owner and what to check. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'no such host. Check the name in mqtt.url, or put the IP address there'],
  [
    /^EAI_AGAIN$/,
    'the host name could not be looked up. Check the network and its DNS, or put the IP address in mqtt.url',
  ],
  [/^ECONNREFUSED$/, 'nothing listens there. Check that the broker runs, and the port in mqtt.url'],
  [
    /^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/,
    'the host cannot be reached. Check the address in mqtt.url, the network and firewalls',
  ],
  [
    /^(ECONNRESET|EPIPE)$/,
    'the connection was cut. If it is each time, check whether the port in mqtt.url is one for TLS (mqtts://) or not',
  ],
  [/^(4|5|134|135)$/, 'the broker refused the user name or password. Check mqtt.username and mqtt.password'],
  [/^(1|132)$/, 'the broker does not speak this version of MQTT. Check mqtt.protocolVersion'],
  [/^(2|133)$/, 'the broker refused the client id. Check mqtt.clientId'],
  [/^(3|136|137)$/, 'the broker says that it is unavailable or busy'],
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
  [
    /WRONG_VERSION_NUMBER|EPROTO/,
    'no TLS is spoken there. Check the port, or use mqtt:// (ws://) in mqtt.url',
  ],
  [/ALERT|CERT/, 'the broker refused the TLS connection. Check mqtt.certFile and mqtt.keyFile'],
  [
    /^connack timeout$/,
    'connected, but the broker does not answer. Check that the port in mqtt.url is one for MQTT',
  ],
  [
    /^(Invalid|Malformed|Cannot parse|Not supported|Packet) /, // mqtt.js's parser
    'what answers there does not speak MQTT. Check the port in mqtt.url',
  ],
  [/^Keepalive timeout$/, 'the broker has fallen silent. Check it and the network'],
];

/** Says in words what an MQTT reason code or an error means. */
export function rejectionReasonOf(failure: number | (Error & { code?: string | number })): string {
  const key = String(typeof failure === 'number' ? failure : (failure.code ?? failure.message));
  const meaning = MEANINGS.find(([pattern]) => pattern.test(key))?.[1];
  return (
    meaning ??
    (typeof failure === 'number' ? `the broker ended it with reason code ${failure}` : failure.message)
  );
}

/** Tells of a fault once, again only when it reads differently or came back after a recovery. */
export class ErrorReport {
  readonly #log: Log;
  readonly #fields: object;
  #told: string | undefined;

  constructor(log: Log, fields: object) {
    this.#log = log;
    this.#fields = fields;
  }

  fault(fault: string): void {
    this.#log[fault === this.#told ? 'debug' : 'warn']({ ...this.#fields, fault }, 'mqtt: not connected');
    this.#told = fault;
  }

  recovered(): void {
    this.#told = undefined;
    this.#log.info(this.#fields, 'mqtt: connected');
  }
}
