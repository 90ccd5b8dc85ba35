// What a judge's verdicts may cost, before any is there: how many there will be, and what one takes.
import type { Forecast } from '../engine/events';
import { expectedCostOf } from '../engine/money/cost';
import { verdictTask } from '../engine/judge/readVerdict';
import type { Model } from '../engine/model';
import type { Judge } from '../engine/judge/judge';
import type { Task } from '../engine/task/task';
import { charactersPerToken } from './orderLadder';
import { outputTokensOf } from './outputTokens';

/** What the judge is told besides the task, the row and the answers, in tokens. */
const frameTokens = 220;

/** Planning rows that a judge compares one candidate's answers on, as a rule. */
const plannedPairs = 30;
/** A sample larger than this share of the rows certifies nothing that pays. */
const largestSample = 0.6;

/**
 * Dollars of one verdict; undefined where the price is unknown.
 * @param characters of a row's prompt, its instruction included.
 * @param reference whose answers, and such as them, are compared.
 */
export function verdictCost(judge: Judge, task: Task, reference: Model, characters: number): Forecast | undefined {
  const answer = outputTokensOf(reference, task);
  const own = outputTokensOf(judge.model, verdictTask(judge));
  const usd = (answerTokens: number, outputTokens: number) =>
    expectedCostOf(characters / charactersPerToken + frameTokens + 2 * answerTokens, outputTokens, judge.model.price);
  const ends = [usd(answer.low, own.low), usd(answer.expected, own.expected), usd(answer.high, own.high)];
  const [lowUsd, expectedUsd, highUsd] = ends;
  if (lowUsd === undefined || expectedUsd === undefined || highUsd === undefined) return undefined;
  return { lowUsd, expectedUsd, highUsd };
}

/** @param leastRows of the smallest sample that certifies anything. */
export function verdictCounts(rows: number, leastRows: number, candidates: number) {
  const planned = plannedPairs * candidates;
  return {
    low: Math.min(rows, leastRows),
    expected: Math.min(rows, 2 * leastRows + planned),
    high: Math.min(candidates * rows, Math.ceil(largestSample * rows) + planned),
  };
}
