import type { EventEmitter } from 'node:events';
import type { Aedes, Client } from 'aedes';
import type { Log } from '../../logging/logger.ts';
import type { Denial, ReportDenial } from './denial.ts';
import { remoteAddress } from './guarded-connection.ts';

/** What aedes says of a client whose version it does not speak; that was reported before. */
const UNSUPPORTED_VERSION = 'unacceptable protocol version';

/** What aedes says of clients that it closes, where the reason is not that they send no valid MQTT. */
const DENIALS: ReadonlyMap<string, Denial> = new Map([
  ['keep alive timeout', { text: 'keep alive timeout' }],
  ['drain timeout', { reason: 'unread', text: 'does not read the answers to its requests' }],
  ['Invalid protocol version', { reason: 'protocol_version', text: 'unsupported MQTT version; use 3.1.1' }],
]);

/** Reports clients that aedes closes for a reason of its own; what the network did to them carries a code, and is nothing to report. */
export function reportClientErrors(broker: Aedes, report: ReportDenial, log: Log): void {
  const onError = ({ conn, closed }: Client, error: Error) => {
    if (closed || 'code' in error || error.message === UNSUPPORTED_VERSION) return;
    report(remoteAddress(conn), DENIALS.get(error.message) ?? { reason: 'not_mqtt', text: error.message });
  };
  broker.on('clientError', onError);
  broker.on('connectionError', onError);
  (broker as EventEmitter).on('error', (err) => log.error({ err }, 'broker: failure'));
}
