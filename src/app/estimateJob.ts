// What a job may cost, before anything is sent: low, expected and high, against the reference on every row, and how many requests it may take.
// The range is wide on purpose; the strategy's own forecast narrows it while the run goes on.
import type { Forecast } from '../engine/events';
import type { EstimateNote } from '../engine/money/estimateNotes';
import { rowsPerRequestOf } from '../engine/model';
import type { AnswersPerModel } from './answersToTakeOver';
import { costRange, expectedShare, type CostRange, type RangeFacts } from './costRange';
import { expectedCosts } from './expectedCosts';
import type { MeasuredUsage } from './measuredUsage';
import type { JobPlan } from './planJob';
import { plannedProof } from './promiseKinds';
import { verdictCost, verdictCounts } from './verdictCosts';

export type JobEstimate = {
  readonly rows: number;
  readonly distinctRows: number;
  readonly allowed: number;
  readonly reference: string;
  /** Undefined where a price is unknown, as are its parts. */
  readonly total?: Forecast;
  readonly profiling?: Forecast;
  readonly applying?: Forecast;
  /** Asking the reference a second time, where that is wanted. */
  readonly repeating?: Forecast;
  /** A judge's verdicts, where a judge decides which answers are the same. */
  readonly judging?: Forecast;
  /** Answers of an earlier run that this one takes over; undefined: of none. */
  readonly takenOver?: TakenOver;
  readonly referenceUsd?: number;
  /** The same with the ends between which it lies nearly always. */
  readonly referenceRange?: Forecast;
  /** Requests to language models, at least and at most; undefined where none is asked. */
  readonly requests?: { readonly low: number; readonly high: number } | undefined;
  readonly perModel: readonly {
    readonly model: string;
    /** Dollars: what is expected, and between which ends it lies nearly always. */
    readonly usdPerRow?: number;
    readonly lowUsdPerRow?: number;
    readonly highUsdPerRow?: number;
  }[];
  /** How tokens were counted and of which day the prices are. */
  readonly notes: readonly EstimateNote[];
};

export type TakenOver = {
  readonly answers: number;
  /** What they would cost, of models that may be asked; undefined where a price is unknown. */
  readonly usd?: number;
};

/**
 * @param paid answers of an earlier run. Which rows need them is not known, but at best each spares its price.
 * @param measured what answers to the same question took, of a trial or of earlier runs; absent: a prior alone.
 */
export async function estimateJob(
  plan: JobPlan,
  paid?: AnswersPerModel,
  measured?: MeasuredUsage,
): Promise<JobEstimate> {
  const { models, problem, job, distinctRows } = plan;
  // Rows that keep a label are asked about for planning at most.
  const openRows = distinctRows - (plan.labels?.distinctRows ?? 0);
  const { reference } = problem;
  // Rows that keep an earlier run's answers are no part of this one's batch.
  const rowCount = plan.carried
    ? plan.carried.model.reduce((rows, model) => rows + Number(model < 0), 0) - (plan.carried.grown?.rows.length ?? 0)
    : problem.rowCount;
  const { costs: ranges, notes: ofTokens } = await expectedCosts(plan, measured);
  const costs = ranges.map((range) => range?.expectedUsd);
  const planned = plannedProof(job, rowCount, openRows);
  const { allowed } = planned;
  const prices = models.flatMap(({ price }) =>
    price.type === 'token' && price.asOf !== undefined ? [price.asOf] : [],
  );
  const isMeasured = models.some(({ price }) => price.type === 'cpu');
  const notes: readonly EstimateNote[] = [
    ...ofTokens,
    ...(prices.length > 0 ? [{ type: 'list-prices' as const, day: prices[0]! }] : []),
    ...(isMeasured ? [{ type: 'computing-times' as const }] : []),
  ];
  const proof = { ...planned, rows: openRows };
  const wanted = Math.min(job.repeatReference ?? 0, openRows);
  // Only rows that the reference has answered are asked about again.
  const repeats = { low: Math.min(wanted, onlyReference(plan) ? openRows : proof.least), high: wanted };
  const takenOver = paid && worthOf(plan, paid, costs);
  const requests = requestsOf(plan, openRows, proof.least, repeats, takenOver?.answers);
  const facts = {
    rows: rowCount,
    distinctRows,
    allowed,
    reference: models[reference]!.id,
    ...(requests && { requests }),
    ...(takenOver && { takenOver }),
    perModel: models.map(({ id }, index) => ({
      model: id,
      ...(ranges[index] && {
        usdPerRow: ranges[index].expectedUsd,
        lowUsdPerRow: ranges[index].lowUsd,
        highUsdPerRow: ranges[index].highUsd,
      }),
    })),
    notes,
  };
  const known = ranges.filter((range) => range !== undefined);
  if (known.length < ranges.length) return facts;
  const ofReference = known[reference]!;
  const referenceUsd = ofReference.expectedUsd * rowCount;
  const range =
    onlyReference(plan) || openRows === 0 ? { total: times(ofReference, openRows) } : rangeOf(proof, known, reference);
  const everythingUsd = distinctRows * known.reduce((sum, { expectedUsd }) => sum + expectedUsd, 0);
  const judging = judgingOf(plan, proof.least);
  if (plan.judging && !judging && !onlyReference(plan)) return facts;
  const repeating = {
    lowUsd: ofReference.lowUsd * repeats.low,
    expectedUsd: ofReference.expectedUsd * repeats.high,
    highUsd: ofReference.highUsd * repeats.high,
  };
  const share: EstimateNote = { type: 'expected-share', share: expectedShare(proof.delta) };
  return {
    ...facts,
    referenceUsd,
    referenceRange: times(ofReference, rowCount),
    ...range,
    ...(judging && { judging }),
    total: sumOf(
      sumOf(lessOf(range.total, takenOver?.usd ?? 0, onlyReference(plan), everythingUsd), repeating),
      judging ?? nothing,
    ),
    ...(wanted > 0 && { repeating }),
    notes: onlyReference(plan) ? notes : [...notes, share, ...(proof.note ? [proof.note] : [])],
  };
}

const nothing: Forecast = { lowUsd: 0, expectedUsd: 0, highUsd: 0 };

/** Undefined where nobody judges, or at a price that is not known. */
function judgingOf(plan: JobPlan, leastRows: number): Forecast | undefined {
  const { judging, job, models, problem, prompt, distinctRows } = plan;
  if (!judging || onlyReference(plan)) return undefined;
  const characters = prompt.instruction.length + problem.features.length(0);
  const each = verdictCost(judging.judge, job.task, models[problem.reference]!, characters);
  const counts = verdictCounts(distinctRows, leastRows, models.length - 1);
  return (
    each && {
      lowUsd: counts.low * each.lowUsd,
      expectedUsd: counts.expected * each.expectedUsd,
      highUsd: counts.high * each.highUsd,
    }
  );
}

const onlyReference = ({ job, models }: JobPlan) => job.strategy === 'reference' || models.length === 1;

const times = ({ lowUsd, expectedUsd, highUsd }: Forecast, rows: number): Forecast => ({
  lowUsd: lowUsd * rows,
  expectedUsd: expectedUsd * rows,
  highUsd: highUsd * rows,
});

/** The ends of the range are those of the cheapest and of the costliest that the models may turn out. */
function rangeOf(facts: Omit<RangeFacts, 'usdPerRow'>, ranges: readonly Forecast[], reference: number): CostRange {
  const at = (end: keyof Forecast) => {
    const most = ranges[reference]![end];
    const candidates = ranges.map((range) => range[end]).filter((_, model) => model !== reference);
    // One that costs as much as the reference takes no part.
    const cheaper = candidates.filter((usd) => usd < most).sort((a, b) => a - b);
    return costRange({ ...facts, usdPerRow: cheaper.length > 0 ? [...cheaper, most] : [most, most] });
  };
  const [low, expected, high] = [at('lowUsd'), at('expectedUsd'), at('highUsd')];
  const join = (part: keyof CostRange): Forecast => ({
    lowUsd: Math.min(low[part].lowUsd, expected[part].expectedUsd),
    expectedUsd: expected[part].expectedUsd,
    highUsd: Math.max(high[part].highUsd, expected[part].expectedUsd),
  });
  return { total: join('total'), profiling: join('profiling'), applying: join('applying') };
}

const sumOf = (a: Forecast, b: Forecast): Forecast => ({
  lowUsd: a.lowUsd + b.lowUsd,
  expectedUsd: a.expectedUsd + b.expectedUsd,
  highUsd: a.highUsd + b.highUsd,
});

/**
 * What is paid already, taken off: for certain where it is known which answers the run needs. Else all of it at best, and what is expected falls by the
 * share that is paid of all answers there could be, since a run that draws its own sample needs any of them alike.
 */
function lessOf(
  { lowUsd, expectedUsd, highUsd }: Forecast,
  paidUsd: number,
  isCertain: boolean,
  everythingUsd: number,
): Forecast {
  const less = (usd: number) => Math.max(0, usd - paidUsd);
  if (!isCertain) {
    const share = everythingUsd > 0 ? Math.min(1, paidUsd / everythingUsd) : 0;
    return { lowUsd: less(lowUsd), expectedUsd: (1 - share) * expectedUsd, highUsd };
  }
  const left = expectedUsd > 0 ? less(expectedUsd) / expectedUsd : 0;
  return { lowUsd: left * lowUsd, expectedUsd: left * expectedUsd, highUsd: left * highUsd };
}

function worthOf(plan: JobPlan, paid: AnswersPerModel, costs: readonly (number | undefined)[]): TakenOver {
  let [answers, usd]: [number, number | undefined] = [0, 0];
  plan.models.forEach(({ id }, index) => {
    const count = paid.get(id) ?? 0;
    answers += count;
    // Nobody else is asked where every row is the reference's.
    if (count === 0 || (onlyReference(plan) && index !== plan.problem.reference)) return;
    const each = costs[index];
    usd = usd === undefined || each === undefined ? undefined : usd + count * each;
  });
  return { answers, ...(usd !== undefined && { usd }) };
}

/**
 * How many requests language models get: every row at least one, unless a classifier of this machine may answer it; no model is asked twice
 * about a row, but the reference where that is wanted. At least: as if every answer that is paid already spared one.
 */
function requestsOf(
  { models, job, problem }: JobPlan,
  rows: number,
  leastRows: number,
  repeats: { readonly low: number; readonly high: number },
  paidAnswers = 0,
): JobEstimate['requests'] {
  const asked = models.filter(({ price }) => price.type !== 'cpu');
  const remote = asked.length;
  if (remote === 0) return undefined;
  const size = Math.max(...asked.map(rowsPerRequestOf));
  const again = models[problem.reference]!.price.type === 'cpu' ? { low: 0, high: 0 } : repeats;
  const apply = Math.ceil((rows - leastRows) / size);
  const least = job.strategy === 'reference' ? rows : remote === models.length ? leastRows + apply : leastRows;
  const most =
    job.strategy === 'reference'
      ? rows
      : asked.reduce((sum, model) => sum + Math.ceil(rows / rowsPerRequestOf(model)), 0);
  return { low: Math.max(0, least - paidAnswers) + again.low, high: most + again.high };
}
