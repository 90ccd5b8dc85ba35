// What answers that are paid already take off an estimate, and what the run that paid them has shown of the models.
import type { Forecast } from '../engine/events';
import type { Model } from '../engine/model';
import type { AnswersPerModel } from './answersToTakeOver';
import { shareAfter, type CostRange } from './costRange';
import type { EarlierOutcome } from './earlierOutcome';
import type { JobPlan } from './planJob';
import { plannedProof } from './promiseKinds';

export type TakenOver = {
  readonly answers: number;
  /** What they would cost, of models that may be asked; undefined where a price is unknown. */
  readonly usd?: number;
};

/** @param onlyModel the one that answers every row; undefined: all may be asked. @param costs dollars per row and model */
export function takenOverOf(
  models: readonly Model[],
  onlyModel: number | undefined,
  paid: AnswersPerModel,
  costs: readonly (number | undefined)[],
): TakenOver {
  let [answers, usd]: [number, number | undefined] = [0, 0];
  models.forEach(({ id }, index) => {
    const count = paid.get(id) ?? 0;
    answers += count;
    if (count === 0 || (onlyModel !== undefined && index !== onlyModel)) return;
    const each = costs[index];
    usd = usd === undefined || each === undefined ? undefined : usd + count * each;
  });
  return { answers, ...(usd !== undefined && { usd }) };
}

/** Of the best possible saving, less than this says that a run gave the candidates up: nothing about a looser threshold. */
const gaveUp = 0.02;

/** The share of the best possible saving that is to be expected after that run, in (0, 1); undefined where it says nothing about this one. */
export function shareShown(
  { models, problem, job, labels }: JobPlan,
  { accuracy, rows, asked }: EarlierOutcome,
  costs: readonly Forecast[],
): number | undefined {
  const usd = costs.map(({ expectedUsd }) => expectedUsd);
  const ofReference = usd[problem.reference]!;
  const cheapest = Math.min(...usd.filter((_, model) => model !== problem.reference));
  if (!(cheapest < ofReference) || labels) return undefined;
  const then = plannedProof({ ...job, accuracy }, rows, rows);
  const now = plannedProof(job, rows, rows);
  const everyModelUsd = usd.reduce((sum, each) => sum + each, 0);
  const all = ofReference * rows;
  const possible = all - Math.min(all, then.usualLeast * everyModelUsd + (rows - then.usualLeast) * cheapest);
  if (possible <= 0) return undefined;
  const spent = models.reduce((sum, { id }, model) => sum + (asked.get(id) ?? 0) * usd[model]!, 0);
  const share = (all - spent) / possible;
  if (share < gaveUp && now.delta > then.delta) return undefined;
  return now.delta === then.delta ? Math.max(0, Math.min(1, share)) : shareAfter(share, then.delta, now.delta);
}

type Range = { readonly total: Forecast } & Partial<CostRange>;

/**
 * The range without what is paid. At best every paid answer is needed; at worst the reference is asked about every row, and what it has answered is
 * spared. Between them a run that draws its own sample needs any answers alike, unless it is known what a run needed: then its candidates' answers
 * are needed again, and the reference's where the new sample meets the old one.
 */
export function lessPaid(
  { models, problem, job, distinctRows, labels }: JobPlan,
  { total, ...parts }: Range,
  paid: AnswersPerModel,
  costs: readonly Forecast[],
  before?: EarlierOutcome,
): Range {
  const { reference } = problem;
  const rows = Math.max(1, distinctRows - (labels?.distinctRows ?? 0));
  const worth = (counts: AnswersPerModel, end: keyof Forecast, isTaken = (_model: number) => true) =>
    models.reduce((sum, { id }, model) => sum + (isTaken(model) ? (counts.get(id) ?? 0) * costs[model]![end] : 0), 0);
  const isReference = (model: number) => model === reference;
  const ofReference = Math.min(1, (paid.get(models[reference]!.id) ?? 0) / rows);
  if (job.strategy === 'reference' || models.length === 1) {
    const left = 1 - ofReference;
    return { total: scaled(total, left, left, left) };
  }
  const share = () => {
    const everythingUsd = rows * costs.reduce((sum, { expectedUsd }) => sum + expectedUsd, 0);
    return everythingUsd > 0 ? 1 - Math.min(1, worth(paid, 'expectedUsd') / everythingUsd) : 1;
  };
  const known = () => {
    const isCandidate = (model: number) => model !== reference;
    const needed = new Map([...before!.asked].map(([id, count]) => [id, (count * rows) / before!.rows]));
    const had = new Map([...needed].map(([id, count]) => [id, Math.min(count, paid.get(id) ?? 0)]));
    const candidatesUsd = worth(needed, 'expectedUsd', isCandidate);
    const unpaidUsd = candidatesUsd - worth(had, 'expectedUsd', isCandidate);
    const othersUsd = Math.max(0, total.expectedUsd - candidatesUsd) * (1 - ofReference);
    return total.expectedUsd > 0 ? Math.min(1, (unpaidUsd + othersUsd) / total.expectedUsd) : 1;
  };
  const less = (usd: number, taken: number) => (usd > 0 ? Math.max(0, usd - taken) / usd : 1);
  const expected = before ? known() : share();
  const low = Math.min(expected, less(total.lowUsd, worth(paid, 'lowUsd')));
  const high = less(total.highUsd, worth(paid, 'highUsd', isReference));
  const left = (range: Forecast): Forecast => {
    const { lowUsd, expectedUsd, highUsd } = scaled(range, low, expected, high);
    return { lowUsd: Math.min(lowUsd, expectedUsd), expectedUsd, highUsd: Math.max(highUsd, expectedUsd) };
  };
  return {
    total: left(total),
    ...(parts.profiling && { profiling: left(parts.profiling) }),
    ...(parts.applying && { applying: left(parts.applying) }),
  };
}

const scaled = (range: Forecast, low: number, expected: number, high: number): Forecast => ({
  lowUsd: range.lowUsd * low,
  expectedUsd: range.expectedUsd * expected,
  highUsd: range.highUsd * high,
});
