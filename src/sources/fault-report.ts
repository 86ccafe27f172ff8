import type { Log } from '../log.ts';

/** Tells of a fault once, again only when it reads differently or came back after a recovery. */
export class FaultReport {
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
