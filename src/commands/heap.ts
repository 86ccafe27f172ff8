import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation at 1 MiB. Called before anything else is imported, since importing would already grow it: a process with
 * one house then takes 87 MiB instead of 100. With a fleet it would take 10 % more CPU time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** Lets the young generation grow again, for work on many messages. */
export function growHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
