import type { GuardedConnection } from './guarded-connection.ts';
import type { ReportOffence } from './offences.ts';

/** Counts, by address, the connections whose client has not been admitted yet. */
export class Strangers {
  readonly #most: number;
  readonly #report: ReportOffence;
  readonly #waiting = new Map<string, number>();

  constructor(mostPerAddress: number, report: ReportOffence) {
    this.#most = mostPerAddress;
    this.#report = report;
  }

  /** Takes a connection in until it is admitted or ends; one too many is cut off. */
  takes(connection: GuardedConnection): boolean {
    const { remoteAddress } = connection;
    const before = this.#waiting.get(remoteAddress) ?? 0;
    if (before >= this.#most) {
      this.#report(remoteAddress, 'too many connections without credentials');
      connection.destroy();
      return false;
    }
    this.#waiting.set(remoteAddress, before + 1);
    let gone = false;
    const leave = () => {
      if (!gone) this.#leave(remoteAddress);
      gone = true;
    };
    connection.once('admitted', leave).once('close', leave);
    return true;
  }

  #leave(address: string): void {
    const left = (this.#waiting.get(address) ?? 1) - 1;
    if (left > 0) this.#waiting.set(address, left);
    else this.#waiting.delete(address);
  }
}
