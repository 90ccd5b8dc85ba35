// The real clock behind the engine's port: monotonic milliseconds and timers that an abort ends at once.
import type { Clock } from '../engine/clock';

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const wake = () => {
        clearTimeout(timer);
        reject(signal!.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', wake);
        resolve();
      }, delayMs);
      signal?.addEventListener('abort', wake, { once: true });
    }),
};
