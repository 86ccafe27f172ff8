import { setImmediate } from 'node:timers/promises';
import { type Clock, type Moment, systemClock } from '../clock.ts';

/** A check that is late by more than this means that the process did not run. */
const PAUSE_SECONDS = 3;
const CHECK_MILLISECONDS = 1000;

/** Detects that the process did not run for a while (SIGSTOP, a frozen container) or that the machine was suspended. */
export class PauseDetector {
  readonly #now: Clock;
  readonly #onPause: (seconds: number) => void;
  #last: Moment;
  #timer: NodeJS.Timeout | undefined;

  /** `onPause` gets the length of the pause in seconds. */
  constructor(onPause: (seconds: number) => void, now: Clock = systemClock) {
    this.#now = now;
    this.#onPause = onPause;
    this.#last = now();
  }

  start(): void {
    this.#last = this.#now();
    this.#timer ??= setInterval(() => this.check(), CHECK_MILLISECONDS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Call this before handling data from a socket: after a pause, reads may come before timers. */
  check(): void {
    const now = this.#now();
    const last = this.#last;
    this.#last = now;
    const ran = now.monotonic - last.monotonic;
    const seconds = Math.max(ran, now.unix - last.unix); // while the machine is suspended, the monotonic clock stands still
    if (seconds > PAUSE_SECONDS) this.#onPause(seconds);
  }
}

/** Turns of the event loop after which all that the sockets held has been read. */
const TURNS = 2;

/** Tells whether data that is read from clients' sockets waited there while this process was paused. */
export class SocketBacklog {
  readonly #pauses: PauseDetector;
  #isOpen = false;

  /** `onPause` gets the length of the pause in seconds. */
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

  /** Call this for each chunk as soon as it is read. */
  hasWaited(): boolean {
    this.#pauses.check();
    return this.#isOpen;
  }

  async #closeSoon(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    this.#isOpen = false;
  }
}
