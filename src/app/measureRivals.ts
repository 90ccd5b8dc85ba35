// Nobody named the reference, and by what is known beforehand more than one model may turn out the costliest: each answers a few of the rows that
// planning begins with, and what that costs decides, before anything rests on it. Nothing of it is asked twice.
import { makeAskRow } from '../engine/drive/askRow';
import type { Asked } from '../engine/drive/asked';
import type { Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import { createBudget } from '../engine/money/budget';
import { ProviderError, type Provider } from '../engine/provider';
import { makeRandom, shuffle } from '../engine/random';
import { formatUsd } from '../engine/report/money';
import { charactersPerToken } from './orderLadder';
import { outputTokensOf } from './outputTokens';
import type { MoneyPorts } from './openProviders';
import type { JobPlan } from './planJob';
import type { JobPorts } from './runJob';

/** Rows that each of them answers at most, and fewest that decide. */
const mostRows = 6;
const fewestRows = 2;
/** What the rivals' answers may cost, in rows: this share of all. */
const trialShare = 0.01;
/** A rival must cost so much more to take the prior's place. */
const clearly = 1.1;

export type RivalAnswer = { readonly model: string; readonly row: number; readonly asked: Asked };

export type Measured = {
  /** Paid answers, for the run's journal. */
  readonly answers: readonly RivalAnswer[];
  /** Dollars of attempts that were paid for, or may have been, without an answer. */
  readonly lostUsd: number;
  /** The model that turned out costlier than the one that was taken for the reference, and a sentence that says so. */
  readonly switched?: { readonly reference: string; readonly why: string };
};

/** Candidates whose costliest answers may cost more than the reference's cheapest. Batches would take hours to tell, and are left out. */
export function rivalsOf({ models, problem, job, prompt }: JobPlan): readonly Model[] {
  const reference = models[problem.reference]!;
  const tokens = (prompt.instruction.length + problem.features.length(0)) / charactersPerToken;
  const usd = (model: Model, end: 'low' | 'high') =>
    expectedCostOf(tokens, outputTokensOf(model, job.task)[end], model.price) ?? NaN;
  const isAskable = ({ price, settings }: Model) => price.type === 'token' && settings.batch !== true;
  if (!isAskable(reference)) return [];
  return models.filter(
    (model) => model !== reference && isAskable(model) && usd(model, 'high') > usd(reference, 'low'),
  );
}

/** What goes wrong here goes wrong in the run too, which says it: then the prior stands. */
export async function measureRivals(plan: JobPlan, rivals: readonly Model[], ports: JobPorts): Promise<Measured> {
  const { problem, models, job, dataset, prompt } = plan;
  const { rowCount, twins, seed } = problem;
  const rowsEach = Math.min(mostRows, Math.floor((trialShare * plan.distinctRows) / rivals.length));
  if (rowsEach < fewestRows) return { answers: [], lostUsd: 0 };
  // The planner's own order: it asks the same rows, which have been answered by then.
  const order = shuffle(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    makeRandom(seed, 'planning'),
  );
  const heads = [...new Set(Array.from(order, (row) => twins?.[row] ?? row))].slice(0, rowsEach);
  const asked = [...rivals, models[problem.reference]!];
  const money: MoneyPorts = { budget: createBudget(job.budgetUsd) };
  const answers: RivalAnswer[] = [];
  const paid = () => {
    const { spentUsd, possiblyBilledUsd, reservedUsd } = money.budget.state();
    const answered = answers.reduce((sum, { asked: { billedUsd = 0 } }) => sum + billedUsd, 0);
    return { answers, lostUsd: Math.max(0, spentUsd - answered) + possiblyBilledUsd + reservedUsd };
  };
  try {
    const opened = new Map<string, Provider>();
    for (const { provider } of asked)
      if (!opened.has(provider)) opened.set(provider, await ports.openProvider(provider, money));
    const providers = asked.map(({ provider }) => opened.get(provider)!);
    const ask = makeAskRow({ models: asked, prompt, task: job.task, providers });
    const pending: Promise<void>[] = [];
    for await (const row of dataset.rows(Int32Array.from(heads).sort()))
      for (const [index, { id }] of asked.entries())
        pending.push(
          ask(index, row, ports.signal).then((answer) => {
            answers.push({ model: id, row: row.index, asked: answer });
          }),
        );
    const failed = (await Promise.allSettled(pending)).find((each) => each.status === 'rejected');
    if (failed) return paid();
  } catch (error) {
    if (error instanceof ProviderError) return paid();
    throw error;
  }
  const meanOf = (model: Model) =>
    answers.reduce((sum, each) => (each.model === model.id ? sum + (each.asked.answer.costUsd ?? NaN) : sum), 0) /
    rowsEach;
  const reference = models[problem.reference]!;
  const costliest = rivals.reduce((one, other) => (meanOf(other) > meanOf(one) ? other : one));
  if (!(meanOf(costliest) > clearly * meanOf(reference))) return paid();
  const per1000 = (model: Model) => `${model.id} ${formatUsd(1000 * meanOf(model))}`;
  const why = `By what ${String(rowsEach)} answers of each cost, ${costliest.id} is the costliest model and so the reference (per 1,000 rows: ${per1000(costliest)}, ${per1000(reference)}); name the reference to have another.`;
  return { ...paid(), switched: { reference: costliest.id, why } };
}
