import { PauseDetector } from '../pauses.ts';

/** Two answers are needed: the first may be to a ping from before the pause. */
const PINGS = 2;
/** The broker has flushed its queue once no message has arrived for this long, */
const QUIET_MS = 300;
/** or, in a fleet that publishes all the time, once no topic has repeated for this long: no channel publishes that often, */
const WITHOUT_REPEAT_MS = 1000;
/** or at the latest this long after the pings. */
const LONGEST_FLUSH_MS = 10_000;
const CHECK_MS = 50;
/** How long the broker may take to answer a ping. */
const ANSWER_MS = 1500;

/** Errors (mqtt.js's and ours) of a connected broker that did not answer in time. */
const UNANSWERED = /^(Keepalive|connack) timeout$|does not answer the subscription/;

/** What a backlog needs from its client. */
export interface BacklogOptions {
  keepaliveSeconds: number;
  /** Whether an answered ping means that all earlier messages were read: with QoS 0, which has no flow control. */
  inOrder: boolean;
  /** Sends a ping, if connected. */
  ping(): void;
  /** Called with the number of messages once a backlog was read. */
  onRead(messages: number): void;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
}

/**
 * Tells live messages from a backlog: messages that were queued while the broker, the connection or this process paused. A backlog ends
 * when the broker has answered its pings. If the broker or the connection paused, the broker may still flush messages that its other
 * clients queued; the backlog then ends after that burst.
 */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #now: () => number;
  readonly #pauses: PauseDetector;
  readonly #topics = new Set<string>();
  #isOpen = false;
  /** Whether to wait for the end of the broker's burst. */
  #awaitsFlush = false;
  #receivedAt: number | undefined;
  #wasUnanswered = false;
  #pings = 0;
  #messages = 0;
  #messageAt = 0;
  #repeatAt = 0;
  #answeredAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: BacklogOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#pauses = new PauseDetector(() => this.#onPause());
  }

  start(): void {
    this.#pauses.start();
  }

  stop(): void {
    this.#pauses.stop();
    clearTimeout(this.#timer);
    this.#isOpen = false;
  }

  /** Whether messages that arrive now were queued during a pause. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Data arrived. Call this before its messages are handled. */
  received(): void {
    this.#pauses.check();
    const now = this.#now();
    const since = this.#receivedAt ?? now;
    this.#receivedAt = now;
    const isLate = now - since > this.#options.keepaliveSeconds * 1000 + ANSWER_MS;
    if (isLate || this.#wasUnanswered) this.#open(true);
    this.#wasUnanswered = false;
  }

  /** The connection failed. A broker that did not answer in time may have paused; one that does not run has queued nothing. */
  connectionFailed(error: Error & { code?: string }): void {
    if (UNANSWERED.test(error.message)) this.#wasUnanswered = true;
    if (error.code !== 'ECONNREFUSED') return;
    this.#wasUnanswered = false;
    this.#receivedAt = undefined;
  }

  /** Connected and subscribed again: an open backlog continues on this connection. */
  connected(): void {
    if (this.#isOpen) this.#ping();
  }

  /** Counts a message of the open backlog. */
  add(topic: string): void {
    const now = this.#now();
    this.#messages++;
    this.#messageAt = now;
    if (this.#topics.has(topic)) {
      this.#repeatAt = now;
      this.#topics.clear();
    }
    this.#topics.add(topic);
  }

  /** The broker answered a ping. */
  pingAnswered(): void {
    if (!this.#isOpen) return;
    this.#pings++;
    if (this.#pings < PINGS) this.#options.ping();
    else if (this.#pings === PINGS) this.#afterPings();
  }

  #afterPings(): void {
    this.#answeredAt = this.#now();
    if (this.#awaitsFlush) this.#closeAfterFlush();
    else this.#close();
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#topics.clear();
    this.#options.onRead(this.#messages);
    this.#messages = 0;
  }

  /** This process paused: what the socket holds is a backlog. */
  #onPause(): void {
    this.#receivedAt = this.#now(); // this process was silent, not the broker
    this.#open(!this.#options.inOrder);
  }

  #open(awaitsFlush: boolean): void {
    const now = this.#now();
    this.#awaitsFlush = awaitsFlush || (this.#isOpen && this.#awaitsFlush);
    this.#isOpen = true;
    this.#messageAt = now;
    this.#repeatAt = now;
    this.#ping();
  }

  #ping(): void {
    clearTimeout(this.#timer);
    this.#pings = 0;
    this.#options.ping();
  }

  #closeAfterFlush(): void {
    const now = this.#now();
    const isQuiet = now - Math.max(this.#messageAt, this.#answeredAt) >= QUIET_MS;
    const hasNoRepeat = now - Math.max(this.#repeatAt, this.#answeredAt) >= WITHOUT_REPEAT_MS;
    if (isQuiet || hasNoRepeat || now - this.#answeredAt >= LONGEST_FLUSH_MS) this.#close();
    else this.#timer = setTimeout(() => this.#closeAfterFlush(), CHECK_MS).unref();
  }
}
