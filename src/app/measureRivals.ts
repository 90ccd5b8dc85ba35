// Nobody named the reference, and by what is known beforehand more than one model may turn out the costliest: each answers a few of the rows that
// planning begins with, and what that costs decides, before anything rests on it. Nothing of it is asked twice.
import { makeAskRow } from '../engine/drive/askRow';
import type { Asked } from '../engine/drive/asked';
import type { Row } from '../engine/dataset';
import { isVariant, type Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import { createBudget } from '../engine/money/budget';
import { createRequestCap } from '../engine/money/requestCap';
import { noMore } from '../engine/drive/stop';
import { onAbort } from '../engine/onAbort';
import { ProviderError, runStoppingKinds, type Provider } from '../engine/provider';
import { makeRandom, shuffle } from '../engine/random';
import { reason } from '../engine/reasons';
import { formatUsd } from '../engine/text/figures';
import { charactersPerToken } from './orderLadder';
import { outputTokensOf } from './outputTokens';
import type { MoneyPorts } from './openProviders';
import type { JobPlan } from './planJob';
import type { JobPorts } from './runJob';
import { capOf } from './thresholds';

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
  /** Requests beyond one for each answer. */
  readonly lostRequests: number;
  /** The model that turned out costlier than the one that was taken for the reference, and a sentence that says so. */
  /** What no request can be sent for: the run pauses before it asks anything. */
  readonly stoppedBy?: { readonly error: ProviderError; readonly provider: string };
  readonly switched?: { readonly reference: string; readonly why: string };
};

/** Candidates whose costliest answers may cost more than the reference's cheapest. Batches would take hours to tell, and are left out. */
export function rivalsOf({ models, problem, job, prompt }: JobPlan): readonly Model[] {
  const reference = models[problem.reference]!;
  const tokens = (prompt.instruction.length + problem.features.length(0)) / charactersPerToken;
  const usd = (model: Model, end: 'low' | 'high') =>
    expectedCostOf(tokens, outputTokensOf(model, job.task)[end], model.price) ?? NaN;
  // What is asked otherwise cannot be the reference.
  const isAskable = (model: Model) =>
    model.price.type === 'token' && model.settings.batch !== true && !isVariant(model);
  if (!isAskable(reference)) return [];
  return models.filter(
    (model) => model !== reference && isAskable(model) && usd(model, 'high') > usd(reference, 'low'),
  );
}

/** A row that one of them cannot answer tells nothing; where too few are left, the prior stands. */
export async function measureRivals(plan: JobPlan, rivals: readonly Model[], ports: JobPorts): Promise<Measured> {
  const { problem, models, job, dataset, prompt } = plan;
  const { rowCount, twins, seed } = problem;
  const rowsEach = Math.min(mostRows, Math.floor((trialShare * plan.distinctRows) / rivals.length));
  if (rowsEach < fewestRows) return { answers: [], lostUsd: 0, lostRequests: 0 };
  // The planner's own order: it asks the same rows, which have been answered by then.
  const order = shuffle(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    makeRandom(seed, 'planning'),
  );
  const heads = [...new Set(Array.from(order, (row) => twins?.[row] ?? row))].slice(0, rowsEach);
  const asked = [...rivals, models[problem.reference]!];
  const budget = createBudget(capOf(job), {}, createRequestCap(job.mostRequests));
  const money: MoneyPorts = { budget, notify: ports.emit };
  const answers: RivalAnswer[] = [];
  const paid = () => {
    const { spentUsd, possiblyBilledUsd, reservedUsd } = budget.state();
    const answered = answers.reduce((sum, { asked: { billedUsd = 0 } }) => sum + billedUsd, 0);
    return {
      answers,
      lostUsd: Math.max(0, spentUsd - answered) + possiblyBilledUsd + reservedUsd,
      lostRequests: budget.requests.sent - answers.filter(({ asked }) => asked.isCached !== true).length,
    };
  };
  const told = reason('asking-rivals', { models: asked.map(({ id }) => id), rows: rowsEach });
  ports.emit({ type: 'noted', message: told });
  const pause = new AbortController();
  const forget =
    ports.pauseSignal &&
    onAbort(ports.pauseSignal, () => {
      pause.abort(noMore);
    });
  let stoppedBy: Measured['stoppedBy'];
  const unanswered = new Set<number>();
  try {
    const opened = new Map<string, Provider>();
    for (const { provider } of asked)
      if (!opened.has(provider)) opened.set(provider, await ports.openProvider(provider, money));
    const providers = asked.map(({ provider }) => opened.get(provider)!);
    const ask = makeAskRow({ models: asked, prompt, task: job.task, providers, copyOf: plan.copyOf });
    const askOne = async (index: number, row: Row) => {
      const { id, provider } = asked[index]!;
      try {
        answers.push({ model: id, row: row.index, asked: await ask(index, row, ports.signal, pause.signal) });
      } catch (error) {
        unanswered.add(row.index);
        if (!(error instanceof ProviderError)) {
          if (ports.signal.aborted || error === noMore) return;
          throw error;
        }
        if (!runStoppingKinds.has(error.kind)) return;
        stoppedBy ??= { error, provider };
        pause.abort(noMore);
      }
    };
    const pending: Promise<void>[] = [];
    for await (const row of dataset.rows(Int32Array.from(heads).sort()))
      for (const index of asked.keys()) pending.push(askOne(index, row));
    await Promise.all(pending);
  } finally {
    forget?.();
  }
  if (stoppedBy) return { ...paid(), stoppedBy };
  const answeredByAll = heads.filter((row) => !unanswered.has(row));
  if (answeredByAll.length < fewestRows) return paid();
  const meanOf = (model: Model) =>
    answers.reduce(
      (sum, { row, ...each }) =>
        each.model === model.id && !unanswered.has(row) ? sum + (each.asked.answer.costUsd ?? NaN) : sum,
      0,
    ) / answeredByAll.length;
  const reference = models[problem.reference]!;
  const costliest = rivals.reduce((one, other) => (meanOf(other) > meanOf(one) ? other : one));
  if (!(meanOf(costliest) > clearly * meanOf(reference))) return paid();
  const per1000 = (model: Model) => `${model.id} ${formatUsd(1000 * meanOf(model))}`;
  const why = `By what ${String(answeredByAll.length)} answers of each cost, ${costliest.id} is the costliest model and so the reference (per 1,000 rows: ${per1000(costliest)}, ${per1000(reference)}); name the reference to have another.`;
  return { ...paid(), switched: { reference: costliest.id, why } };
}
