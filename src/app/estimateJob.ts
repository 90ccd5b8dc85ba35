// What a job may cost, before anything is sent: low, expected and high, against the reference on every row, and how many requests it may take.
// The range is wide on purpose; the strategy's own forecast narrows it while the run goes on.
import type { Forecast } from '../engine/events';
import type { EstimateNote } from '../engine/money/estimateNotes';
import { rowsPerRequestOf } from '../engine/model';
import type { AnswersPerModel } from './answersToTakeOver';
import { costRange, expectedShare, type CostRange, type RangeFacts } from './costRange';
import type { EarlierOutcome } from './earlierOutcome';
import { expectedCosts } from './expectedCosts';
import type { MeasuredUsage } from './measuredUsage';
import type { JobPlan } from './planJob';
import { plannedProof } from './promiseKinds';
import { lessPaid, shareShown, takenOverOf, type TakenOver } from './reusedAnswers';
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

/**
 * @param paid answers of an earlier run. Which rows need them is not known, but at best each spares its price.
 * @param measured what answers to the same question took, of a trial or of earlier runs; absent: a prior alone.
 * @param before what a run of the same question came to; absent: what is expected rests on other datasets.
 */
export async function estimateJob(
  plan: JobPlan,
  paid?: AnswersPerModel,
  measured?: MeasuredUsage,
  before?: EarlierOutcome,
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
  const takenOver = paid && takenOverOf(models, onlyReference(plan) ? reference : undefined, paid, costs);
  const requests = requestsOf(plan, openRows, proof.least, repeats, paid);
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
  // Alone it would not be asked again about rows of reopened batches.
  const unanswered = rowCount - (plan.carried?.reopened?.length ?? 0);
  const referenceUsd = ofReference.expectedUsd * unanswered;
  const shown = before && shareShown(plan, before, known);
  const share = shown ?? expectedShare(proof.delta);
  const range: { readonly total: Forecast } & Partial<CostRange> =
    onlyReference(plan) || openRows === 0
      ? { total: times(ofReference, openRows) }
      : rangeOf({ ...proof, share }, known, reference);
  const left = paid ? lessPaid(plan, range, paid, known, shown === undefined ? undefined : before) : range;
  const judging = judgingOf(plan, proof.least);
  if (plan.judging && !judging && !onlyReference(plan)) return facts;
  const repeating = {
    lowUsd: ofReference.lowUsd * repeats.low,
    expectedUsd: ofReference.expectedUsd * repeats.high,
    highUsd: ofReference.highUsd * repeats.high,
  };
  const assumed: EstimateNote =
    before && shown !== undefined
      ? { type: 'share-of-run', share, accuracy: before.accuracy }
      : { type: 'expected-share', share };
  return {
    ...facts,
    referenceUsd,
    referenceRange: times(ofReference, unanswered),
    ...left,
    ...(judging && { judging }),
    total: sumOf(sumOf(left.total, repeating), judging ?? nothing),
    ...(wanted > 0 && { repeating }),
    notes: onlyReference(plan) ? notes : [...notes, assumed, ...(proof.note ? [proof.note] : [])],
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
 * How many requests language models get: every row at least one, unless a classifier of this machine may answer it; no model is asked twice
 * about a row, but the reference where that is wanted. At least: as if every answer that is paid already spared one; at most: as if each model
 * were asked about every row that it has no paid answer to.
 */
function requestsOf(
  { models, job, problem }: JobPlan,
  rows: number,
  leastRows: number,
  repeats: { readonly low: number; readonly high: number },
  paid: AnswersPerModel = new Map(),
): JobEstimate['requests'] {
  const asked = models.filter(({ price }) => price.type !== 'cpu');
  const remote = asked.length;
  if (remote === 0) return undefined;
  const size = Math.max(...asked.map(rowsPerRequestOf));
  const again = models[problem.reference]!.price.type === 'cpu' ? { low: 0, high: 0 } : repeats;
  const apply = Math.ceil((rows - leastRows) / size);
  const least = job.strategy === 'reference' ? rows : remote === models.length ? leastRows + apply : leastRows;
  const unpaidOf = ({ id }: (typeof models)[number]) => Math.max(0, rows - (paid.get(id) ?? 0));
  const most =
    job.strategy === 'reference'
      ? unpaidOf(models[problem.reference]!)
      : asked.reduce((sum, model) => sum + Math.ceil(unpaidOf(model) / rowsPerRequestOf(model)), 0);
  const spared = models.reduce((sum, { id }) => sum + (paid.get(id) ?? 0), 0);
  return { low: Math.min(most, Math.max(0, least - spared)) + again.low, high: most + again.high };
}
