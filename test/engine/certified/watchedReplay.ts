// A replay of `certified` whose steps are kept as well.
import { replay, type AnswerSource, type ReplayResult } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import type { Problem, Step, Strategy } from '../../../src/engine/strategy';

export type WatchedReplay = ReplayResult & { readonly steps: readonly Step[] };

export function watchedReplay(problem: Omit<Problem, 'table'>, source: AnswerSource): WatchedReplay {
  const steps: Step[] = [];
  const watched: Strategy = function* (whole) {
    const run = certified(whole);
    for (;;) {
      const turn = run.next();
      if (turn.done) return turn.value;
      steps.push(turn.value);
      yield turn.value;
    }
  };
  return { steps, ...replay(watched, problem, source) };
}
