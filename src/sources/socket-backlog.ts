import { setImmediate } from 'node:timers/promises';
import { PauseDetector } from './pauses.ts';

/** Each turn of the event loop reads whatever the sockets hold. */
const TURNS = 2;

/** Says whether what is read from clients' sockets waited there while this process paused. */
export class SocketBacklog {
  readonly #pauses: PauseDetector;
  #isOpen = false;

  /** `onPause`: takes its length in seconds. */
  constructor(onPause: (seconds: number) => void) {
    this.#pauses = new PauseDetector((seconds) => {
      onPause(seconds);
      this.#isOpen = true;
      void this.#closeSoon();
    });
  }

  start(): void {
    this.#pauses.start();
  }

  stop(): void {
    this.#pauses.stop();
  }

  /** To be asked of each chunk that is read, at once. */
  hasWaited(): boolean {
    this.#pauses.check();
    return this.#isOpen;
  }

  async #closeSoon(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    this.#isOpen = false;
  }
}
