// Bounds how often the page is drawn: however many events arrive, at most ten drawings a second, each on an animation frame.

export const drawIntervalMs = 100;

export type Clockwork = {
  readonly now: () => number;
  readonly later: (callback: () => void, delayMs: number) => void;
  readonly onFrame: (callback: () => void) => void;
};
/** A function that asks for a drawing; drawings asked for while one is due become that one. */
export function makeDrawScheduler(draw: () => void, clockwork: Clockwork): () => void {
  let isDue = false;
  let lastMs = -Infinity;
  return () => {
    if (isDue) return;
    isDue = true;
    const waitMs = lastMs + drawIntervalMs - clockwork.now();
    const onFrame = () => {
      clockwork.onFrame(() => {
        isDue = false;
        lastMs = clockwork.now();
        draw();
      });
    };
    if (waitMs > 0) clockwork.later(onFrame, waitMs);
    else onFrame();
  };
}
