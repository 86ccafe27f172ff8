import { setImmediate } from 'node:timers/promises';

/** Both clocks in seconds: Unix time, and the monotonic one, which stands still while the machine is suspended. */
export interface Clocks {
  unix: number;
  monotonic: number;
}

/** A timer that is late by more than this, in seconds, means that the process did not run. */
const PAUSE_SECONDS = 3;
const BEAT_MILLISECONDS = 1000;

function systemClocks(): Clocks {
  return { unix: Date.now() / 1000, monotonic: performance.now() / 1000 };
}

/** Detects that the process did not run for a while (SIGSTOP, a frozen container) or that the machine was suspended. */
export class PauseDetector {
  readonly #now: () => Clocks;
  readonly #onPause: (seconds: number) => void;
  #last: Clocks;
  #timer: NodeJS.Timeout | undefined;

  /** `onPause`: takes how long the pause was, as far as a clock shows it. */
  constructor(onPause: (seconds: number) => void, now = systemClocks) {
    this.#now = now;
    this.#onPause = onPause;
    this.#last = now();
  }

  start(): void {
    this.#last = this.#now();
    this.#timer ??= setInterval(() => this.check(), BEAT_MILLISECONDS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** To be called before each read of a socket: after a pause, reads may come before timers. */
  check(): void {
    const now = this.#now();
    const last = this.#last;
    this.#last = now;
    const ran = now.monotonic - last.monotonic;
    const seconds = Math.max(ran, now.unix - last.unix); // wall time alone passes in a suspended machine
    if (seconds > PAUSE_SECONDS) this.#onPause(seconds);
  }
}

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
