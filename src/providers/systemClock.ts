// The real clock behind the engine's port: monotonic milliseconds and timers that an abort ends at once.
import type { Clock } from '../engine/clock';
import { onAbort } from '../engine/onAbort';

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const timer = setTimeout(() => {
        forget?.();
        resolve();
      }, delayMs);
      const forget =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
    }),
};
