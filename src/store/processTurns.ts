// Turns of this process: after 15 ms of work its timers, input and output come first. One measure for all that works in it, so that two runs at once
// hold others up no longer than one.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Turns } from '../engine/turns';

const turnMs = 15;

let turnEndsMs = 0;

export const processTurns: Turns = {
  isDue: () => performance.now() > turnEndsMs,
  async next() {
    await nextTurn();
    turnEndsMs = performance.now() + turnMs;
  },
};

/** Between two pieces of long work: resolves at once where nobody has waited long. */
export async function othersFirst(): Promise<void> {
  if (processTurns.isDue()) await processTurns.next();
}
