// How many requests of a provider may be under way: grows gently while all goes well, halves when the provider refuses too many
// (additive increase, multiplicative decrease, Chiu and Jain 1989, with TCP's slow start at the beginning). First come, first served.
import { onAbort } from '../engine/onAbort';

export interface ConcurrencyLimit {
  /** Resolves when a place is free; rejects with the signal's reason. Every place must be given back by `leave`. */
  enter(signal: AbortSignal): Promise<void>;
  leave(): void;
  succeeded(): void;
  /** One request was refused for its rate. @returns whether that now happens so often that the limit was lowered */
  refused(): boolean;
  readonly limit: number;
  readonly underWay: number;
}

/**
 * Up to this share of refusals the limit stays: a stray 429 is waited out by its own request. Halving at each one, as TCP does at a loss, left
 * 4 places of 64 at 10 % of stray refusals; a limit really passed refuses most requests and is noticed within one window.
 */
const tolerableShare = 0.2;
const smallestWindow = 20;

/** @param highest the person's setting, at least 1 */
export function createConcurrencyLimit(highest: number, start = Math.min(highest, 16)): ConcurrencyLimit {
  let limit = start;
  let isSlowStart = true;
  let underWay = 0;
  /** Replies still to come of requests that were sent before the limit was last lowered: their refusals say nothing new. */
  let graceReplies = 0;
  let repliesInWindow = 0;
  let refusalsInWindow = 0;
  // A Set keeps order and forgets an aborted waiter in O(1).
  const waiting = new Set<() => void>();

  function admit(): void {
    for (const grant of waiting) {
      if (underWay >= Math.floor(limit)) return;
      waiting.delete(grant);
      underWay++;
      grant();
    }
  }

  function count(isRefusal: boolean): boolean {
    if (graceReplies > 0) return false;
    repliesInWindow++;
    if (isRefusal) refusalsInWindow++;
    const isTooMuch = refusalsInWindow > tolerableShare * Math.max(smallestWindow, repliesInWindow);
    if (isTooMuch) {
      limit = Math.max(1, limit / 2);
      graceReplies = underWay;
    }
    if (isTooMuch || repliesInWindow >= Math.max(smallestWindow, limit)) repliesInWindow = refusalsInWindow = 0;
    return isTooMuch;
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (waiting.size === 0 && underWay < Math.floor(limit)) {
        underWay++;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const grant = () => {
          forget();
          resolve();
        };
        const forget = onAbort(signal, () => {
          waiting.delete(grant);
          reject(signal.reason as Error);
        });
        waiting.add(grant);
      });
    },
    leave() {
      underWay--;
      if (graceReplies > 0) graceReplies--;
      admit();
    },
    succeeded() {
      count(false);
      limit = Math.min(highest, limit + (isSlowStart ? 1 : 1 / limit));
      admit();
    },
    refused() {
      isSlowStart = false;
      return count(true);
    },
    get limit() {
      return Math.floor(limit);
    },
    get underWay() {
      return underWay;
    },
  };
}
