// The real clock behind the engine's port: monotonic milliseconds and timers that an abort ends at once.
import type { Clock } from '../engine/clock';
import { onAbort } from '../engine/onAbort';

/** Timers of more than 24.8 days overflow and fire at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const timer = setTimeout(
        () => {
          forget?.();
          resolve();
        },
        Math.min(delayMs, longestTimerMs),
      );
      const forget =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
    }),
};
