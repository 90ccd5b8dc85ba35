// How long to wait for a model's answer: what the user allows at most, and once the model has been seen answering, a few times the slowest
// answer so far. A hang is then noticed in seconds on a quick model, while a model that thinks for a minute keeps its time.
import { traitsOf } from './modelTraits';

export interface Patience {
  /** Falls while answers come in: whoever waits looks again now and then. */
  timeoutMs(model: string): number;
  answered(model: string, tookMs: number): void;
}

/** A model that thinks may take minutes, and what is given up may be billed and asked again. Node's fetch ends a wait for headers after 300 s. */
const timesForThinking = 2.5;

/** After so many answers their slowest says most of what the next may take; after fewer it says as much less: a hundred times the only one. */
const answersThatTell = 20;
const timesTheSlowest = 5;

export function createPatience(shortestMs: number, longestMs: number): Patience {
  const seen = new Map<string, { answers: number; slowestMs: number }>();
  return {
    timeoutMs(model) {
      const { answers, slowestMs } = seen.get(model) ?? { answers: 0, slowestMs: 0 };
      const mostMs = traitsOf(model).isReasoning ? timesForThinking * longestMs : longestMs;
      if (answers === 0) return mostMs;
      const times = timesTheSlowest * Math.max(1, answersThatTell / answers);
      return Math.min(mostMs, Math.max(shortestMs, times * slowestMs));
    },
    answered(model, tookMs) {
      const { answers, slowestMs } = seen.get(model) ?? { answers: 0, slowestMs: 0 };
      seen.set(model, { answers: answers + 1, slowestMs: Math.max(slowestMs, tookMs) });
    },
  };
}
