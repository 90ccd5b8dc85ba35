// How many requests of a provider may be under way: grows gently while all goes well, halves when the provider says it is too much
// (additive increase, multiplicative decrease, Chiu and Jain 1989, with TCP's slow start at the beginning). First come, first served.

export interface ConcurrencyLimit {
  /** Resolves when a place is free; rejects with the signal's reason. Every place must be given back by `leave`. */
  enter(signal: AbortSignal): Promise<void>;
  leave(): void;
  succeeded(): void;
  /** Too much: halves the limit, once for all requests that were under way together. */
  overloaded(): void;
  readonly limit: number;
  readonly underWay: number;
}

/** @param highest the person's setting, at least 1 */
export function createConcurrencyLimit(highest: number, start = Math.min(highest, 16)): ConcurrencyLimit {
  let limit = start;
  let isSlowStart = true;
  let underWay = 0;
  /** Replies still to come of requests that were sent before the last halving: their refusals say nothing new. */
  let graceReplies = 0;
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

  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (waiting.size === 0 && underWay < Math.floor(limit)) {
        underWay++;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const grant = () => {
          signal.removeEventListener('abort', abandon);
          resolve();
        };
        const abandon = () => {
          waiting.delete(grant);
          reject(signal.reason as Error);
        };
        waiting.add(grant);
        signal.addEventListener('abort', abandon, { once: true });
      });
    },
    leave() {
      underWay--;
      if (graceReplies > 0) graceReplies--;
      admit();
    },
    succeeded() {
      limit = Math.min(highest, limit + (isSlowStart ? 1 : 1 / limit));
      admit();
    },
    overloaded() {
      isSlowStart = false;
      if (graceReplies > 0) return;
      graceReplies = underWay;
      limit = Math.max(1, limit / 2);
    },
    get limit() {
      return Math.floor(limit);
    },
    get underWay() {
      return underWay;
    },
  };
}
