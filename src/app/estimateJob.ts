// What a job may cost, before anything is sent: low, expected and high, against the reference on every row. Nothing is known yet of how often
// the models agree, so the range is wide on purpose; the strategy's own forecast narrows it while the run goes on.
import type { Forecast } from '../engine/events';
import type { Model } from '../engine/model';
import { expectedCostOf } from '../engine/money/cost';
import { makeRandom, shuffle } from '../engine/random';
import { allowedDeviations } from '../engine/strategy';
import { tokenCounterFor } from '../providers/tokenCount';
import { typicalOutputTokensOf } from './orderLadder';
import type { JobPlan } from './planJob';

export type JobEstimate = {
  readonly rows: number;
  readonly distinctRows: number;
  readonly allowed: number;
  readonly reference: string;
  /** Undefined where a price is unknown, as are its parts. */
  readonly total?: Forecast;
  readonly profiling?: Forecast;
  readonly applying?: Forecast;
  readonly referenceUsd?: number;
  readonly perModel: readonly { readonly model: string; readonly usdPerRow?: number }[];
  /** How tokens were counted and of which day the prices are. */
  readonly basis: string;
};

/** Rows whose tokens are counted; their mean stands for the rest. */
const countedRows = 200;

export async function estimateJob(plan: JobPlan): Promise<JobEstimate> {
  const { models, problem, job, distinctRows } = plan;
  const { accuracy, confidence, rowCount, reference } = problem;
  const { costs, methods } = await rowCosts(plan);
  const allowed = allowedDeviations(accuracy, rowCount);
  const prices = models.flatMap(({ price }) =>
    price.type === 'token' && price.asOf !== undefined ? [price.asOf] : [],
  );
  const isMeasured = models.some(({ price }) => price.type === 'cpu');
  const basis = [
    ...methods,
    ...(prices.length > 0 ? [`list prices of ${prices[0]!}`] : []),
    ...(isMeasured ? ['embedded classifiers at typical CPU seconds'] : []),
  ].join('; ');
  const facts = {
    rows: rowCount,
    distinctRows,
    allowed,
    reference: models[reference]!.id,
    perModel: models.map(({ id }, index) => ({
      model: id,
      ...(costs[index] !== undefined && { usdPerRow: costs[index] }),
    })),
    basis,
  };
  const known = costs.filter((usd) => usd !== undefined);
  if (known.length < costs.length) return facts;
  const referenceUsd = known[reference]! * rowCount;
  const all = known[reference]! * distinctRows;
  if (job.strategy === 'reference' || models.length === 1) {
    return { ...facts, referenceUsd, total: { lowUsd: all, expectedUsd: all, highUsd: all } };
  }
  const least = leastSample(distinctRows, allowed, 1 - confidence);
  const everyModel = known.reduce((sum, usd) => sum + usd, 0);
  const low = Math.min(
    all,
    least * known[reference]! + (distinctRows - least) * known[0]! + least * (everyModel - known[reference]!),
  );
  const high = all * dearestShare;
  const total = { lowUsd: low, expectedUsd: Math.sqrt(low * high), highUsd: high };
  const profilingLow = least * everyModel;
  const profiling = {
    lowUsd: Math.min(profilingLow, total.lowUsd),
    expectedUsd: Math.min(2 * profilingLow, total.expectedUsd),
    highUsd: Math.min(10 * profilingLow, total.highUsd),
  };
  const applying = {
    lowUsd: total.lowUsd - profiling.lowUsd,
    expectedUsd: total.expectedUsd - profiling.expectedUsd,
    highUsd: total.highUsd - profiling.highUsd,
  };
  return { ...facts, referenceUsd, total, profiling, applying };
}

/** Never more than 3 % dearer than the reference alone: the strategy gives up before. */
const dearestShare = 1.03;

/** Fewest sampled rows that can certify anything: no deviation seen among them, (1 - n/N)^(D + 1) <= alpha. */
function leastSample(rows: number, allowed: number, alpha: number): number {
  return Math.min(rows, Math.ceil(rows * (1 - alpha ** (1 / (allowed + 1)))));
}

/** Dollars per row of each model, from the tokens of a seeded sample of rows. */
async function rowCosts(plan: JobPlan): Promise<{ costs: (number | undefined)[]; methods: string[] }> {
  const { models, problem, prompt, job, dataset } = plan;
  const order = shuffle(
    Int32Array.from({ length: problem.rowCount }, (_, row) => row),
    makeRandom(problem.seed, 'estimate'),
  );
  const sample = order.slice(0, countedRows).sort();
  const contents: string[] = [];
  for await (const row of dataset.rows(sample)) contents.push(prompt.render(row).content);
  const methods = new Set<string>();
  const costOfModel = async (model: Model): Promise<number | undefined> => {
    if (model.price.type === 'cpu') return model.price.usdPerCpuSecond * model.price.nominalSecondsPerRow;
    const counter = await tokenCounterFor(model.modelId);
    methods.add(`tokens ${counter.method}`);
    const inputTokens =
      counter.count(prompt.instruction) +
      contents.reduce((sum, text) => sum + counter.count(text), 0) / contents.length;
    return expectedCostOf(inputTokens, typicalOutputTokensOf(model, job.task), model.price);
  };
  const costs: (number | undefined)[] = [];
  for (const model of models) costs.push(await costOfModel(model));
  return { costs, methods: [...methods] };
}
