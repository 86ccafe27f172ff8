import { PauseDetector } from '../pauses.ts';

/** Two answered pings: the first answer may be to a ping from before the pause. */
const PINGS = 2;
/** The broker has flushed what it had queued when nothing came for so long, */
const QUIET_MS = 300;
/** or, in a fleet that never pauses, when for so long no topic came twice: no channel publishes that often. */
const WITHOUT_REPEAT_MS = 1000;
/** However it looks, a backlog is over so long after the pings. */
const LONGEST_FLUSH_MS = 10_000;
const LOOK_MS = 50;
/** Beyond the keepalive: the broker's answer to a ping may take that long. */
const ANSWER_MS = 1500;

/** The errors, of mqtt.js and ours, that say that a broker which is connected did not answer in time. */
const UNANSWERED = /^(Keepalive|connack) timeout$|does not answer the subscription/;

/** What a backlog needs of its client. */
export interface BacklogOptions {
  keepaliveSeconds: number;
  /** Whether the broker's answer to a ping says that all messages before it were read: with QoS 0, which is not flow-controlled. */
  inOrder: boolean;
  /** Sends a ping, if connected. */
  ping(): void;
  /** Takes how many messages a backlog had once it was read. */
  onRead(messages: number): void;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
}

/**
 * Tells live messages from a backlog: what was queued while the broker, the connection or this process paused. A backlog ends when the
 * broker has answered a ping; if it was not this process that paused, the broker may still flush what its other clients queued, so
 * the backlog then ends once that burst has ended.
 */
export class Backlog {
  readonly #options: BacklogOptions;
  readonly #now: () => number;
  readonly #pauses: PauseDetector;
  readonly #topics = new Set<string>();
  #isOpen = false;
  /** Whether the messages come in a burst whose end is to be awaited. */
  #isFlushed = false;
  #heardAt: number | undefined;
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
    this.#pauses = new PauseDetector(() => this.#paused());
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

  /** Something arrived, of whatever kind; to be called before its messages are handled. */
  heard(): void {
    this.#pauses.check();
    const now = this.#now();
    const since = this.#heardAt ?? now;
    this.#heardAt = now;
    const isLate = now - since > this.#options.keepaliveSeconds * 1000 + ANSWER_MS;
    if (isLate || this.#wasUnanswered) this.#open(true);
    this.#wasUnanswered = false;
  }

  /** The connection failed. A broker that did not answer in time may have paused; one that is not there has queued nothing. */
  failed(error: Error & { code?: string }): void {
    if (UNANSWERED.test(error.message)) this.#wasUnanswered = true;
    if (error.code !== 'ECONNREFUSED') return;
    this.#wasUnanswered = false;
    this.#heardAt = undefined;
  }

  /** Connected and subscribed anew: an open backlog is read to its end on this connection. */
  connected(): void {
    if (this.#isOpen) this.#ping();
  }

  /** A message of the open backlog arrived. */
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
  answered(): void {
    if (!this.#isOpen) return;
    this.#pings++;
    if (this.#pings < PINGS) this.#options.ping();
    else if (this.#pings === PINGS) this.#flushed();
  }

  #flushed(): void {
    this.#answeredAt = this.#now();
    if (this.#isFlushed) this.#look();
    else this.#close();
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#topics.clear();
    this.#options.onRead(this.#messages);
    this.#messages = 0;
  }

  /** This process paused: what waits in the socket is a backlog. */
  #paused(): void {
    this.#heardAt = this.#now(); // that nothing was heard meanwhile says nothing of the broker
    this.#open(!this.#options.inOrder);
  }

  #open(isFlushed: boolean): void {
    const now = this.#now();
    this.#isFlushed = isFlushed || (this.#isOpen && this.#isFlushed);
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

  #look(): void {
    const now = this.#now();
    const isQuiet = now - Math.max(this.#messageAt, this.#answeredAt) >= QUIET_MS;
    const isUnrepeated = now - Math.max(this.#repeatAt, this.#answeredAt) >= WITHOUT_REPEAT_MS;
    if (isQuiet || isUnrepeated || now - this.#answeredAt >= LONGEST_FLUSH_MS) this.#close();
    else this.#timer = setTimeout(() => this.#look(), LOOK_MS).unref();
  }
}
