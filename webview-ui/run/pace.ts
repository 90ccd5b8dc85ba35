// How fast a run goes and when it will be done, from its last progress events. Recent seconds count, not the average since the start, so
// that the figure follows a change of phase; a resumed or reloaded page starts from the overall average.
import type { RunEvent } from '../../src/engine/events';

type Progress = Extract<RunEvent, { type: 'progressed' }>;
export type Pace = { readonly callsPerSecond?: number; readonly leftMs?: number };

const windowMs = 20_000;

export function createPaceKeeper(): { note: (progress: Progress) => void; pace: () => Pace } {
  let recent: Progress[] = [];
  return {
    note: (progress) => {
      const isBack = recent.length > 0 && progress.elapsedMs < recent.at(-1)!.elapsedMs;
      recent = [...(isBack ? [] : recent), progress].filter(
        ({ elapsedMs }) => elapsedMs >= progress.elapsedMs - windowMs,
      );
    },
    pace: () => {
      const last = recent.at(-1);
      if (!last) return {};
      const first = recent[0]!;
      const spanMs = last.elapsedMs - first.elapsedMs;
      const calls = spanMs >= 1000 ? last.callsDone - first.callsDone : last.callsDone;
      const overMs = spanMs >= 1000 ? spanMs : last.elapsedMs;
      if (calls <= 0 || overMs <= 0) return {};
      const callsPerSecond = (1000 * calls) / overMs;
      const left = last.callsPlanned - last.callsDone;
      return left > 0 ? { callsPerSecond, leftMs: (1000 * left) / callsPerSecond } : { callsPerSecond };
    },
  };
}
