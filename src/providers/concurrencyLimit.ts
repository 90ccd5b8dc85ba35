// How many requests of an account may be under way: a few until the first answer shows that the account is answered at all; then it grows while all goes well, halves when requests time out, which shows that they queue up at
// the server (additive increase, multiplicative decrease, Chiu and Jain 1989, with TCP's slow start at the beginning). How many a minute is the
// pace's business (pacing/learnedPace.ts).

export interface ConcurrencyLimit {
  /** Takes a place if one is free; it must be given back by `leave`. */
  tryEnter(): boolean;
  leave(): void;
  /** Called once, when a place is free; first come, first served. */
  whenFree(wake: () => void): void;
  succeeded(): void;
  /** Before the first answer: its reply takes its time, or what came was a refusal; then a few more, or one at a time, find out. */
  unproven(sign: 'slow' | 'refused'): void;
  /** One request got no answer in time, or was refused for how many are under way. */
  overloaded(): void;
  /** Called when there may be room that was not there before. */
  widened(): void;
  readonly limit: number;
  readonly underWay: number;
}

/** A stray hang says nothing of the load; requests that queue up time out together. */
const tolerableShare = 0.05;
const smallestWindow = 20;
/** Per success, while nothing has gone wrong: half again as many in each round trip. */
const slowStartStep = 0.5;
/** Until the first answer: what is refused for one reason is refused for all. A dozen requests in all tell the user so. */
const beforeFirstAnswer = 4;
const beforeSlowAnswer = 10;

/**
 * @param highest the user's setting, at least 1
 * @param start places after the first answer
 * @param room what there is room for now, whatever was learned; it may change, and is told by `widened`
 */
export function createConcurrencyLimit(
  highest: number,
  start = Math.min(highest, 16),
  room: () => number = () => Infinity,
): ConcurrencyLimit {
  let isProven = false;
  let isDoubted = false;
  let limit = Math.min(start, beforeFirstAnswer);
  let isSlowStart = true;
  let underWay = 0;
  /** Replies still to come of requests that were sent before the limit was last lowered: they say nothing new. */
  let graceReplies = 0;
  let repliesInWindow = 0;
  let overloadsInWindow = 0;
  const waiting = new Set<() => void>();

  const isFull = () => underWay >= Math.min(Math.floor(limit), room());

  function admit(): void {
    for (const wake of waiting) {
      if (isFull()) return;
      waiting.delete(wake);
      wake();
    }
  }

  function count(isOverload: boolean): void {
    if (graceReplies > 0) return;
    repliesInWindow++;
    if (isOverload) overloadsInWindow++;
    const isTooMuch = overloadsInWindow > tolerableShare * Math.max(smallestWindow, repliesInWindow);
    if (isTooMuch) {
      limit = Math.max(1, limit / 2);
      isSlowStart = false;
      graceReplies = underWay;
    }
    if (isTooMuch || repliesInWindow >= Math.max(smallestWindow, limit)) repliesInWindow = overloadsInWindow = 0;
  }

  return {
    tryEnter() {
      if (isFull()) return false;
      underWay++;
      return true;
    },
    leave() {
      underWay--;
      if (graceReplies > 0) graceReplies--;
      admit();
    },
    whenFree: (wake) => void waiting.add(wake),
    unproven(sign) {
      if (isProven) return;
      if (sign === 'refused') isDoubted = true;
      limit = isDoubted ? 1 : Math.max(limit, Math.min(start, beforeSlowAnswer));
      admit();
    },
    succeeded() {
      if (!isProven) limit = start;
      isProven = true;
      count(false);
      limit = Math.min(highest, limit + (isSlowStart ? slowStartStep : 1 / limit));
      admit();
    },
    widened: admit,
    overloaded() {
      count(true);
    },
    get limit() {
      return Math.floor(limit);
    },
    get underWay() {
      return underWay;
    },
  };
}
