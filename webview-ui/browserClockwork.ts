// The browser's clock and frames, for the draw scheduler.
import type { Clockwork } from './scheduler';

export const browserClockwork: Clockwork = {
  now: () => performance.now(),
  later: (callback, delayMs) => setTimeout(callback, delayMs),
  onFrame: (callback) => requestAnimationFrame(callback),
};
