// An experiment: answers known beforehand, a strategy, and seeds. Runs the engine on it once per seed and gives the JSON of `smart replay`.
// Where the answers come from (recorded folder, published table) is the caller's; nothing here is asked of a provider.
import { InputError } from '../engine/inputError';
import type { Model } from '../engine/model';
import { replay, type AnswerSource, type Equality } from '../engine/replay';
import { strategyByName } from '../engine/strategies/strategyByName';
import { studentId, studentOf, type RowFeatures, type Strategy, type StrategyName } from '../engine/strategy';

export type Experiment = {
  readonly dataset: string;
  /** The ladder, by price ascending; the reference stands last. */
  readonly models: readonly Model[];
  readonly rowCount: number;
  /** Rows of the source that lack an answer of a used model. */
  readonly leftOut: number;
  /** Answers and features of the rows as the seed orders or draws them. */
  readonly arrange: (seed: number) => Arrangement;
};

export type Arrangement = {
  readonly source: AnswerSource;
  readonly features: RowFeatures;
  /** Absent: answers are the same where their keys are. */
  readonly equality?: Equality;
  /** Identical rows; only looked for where the strategy asks them once. */
  readonly findTwins: () => Int32Array | undefined;
};

export type ExperimentRun = {
  readonly seed: number;
  /** Dollars; undefined where a cost is unknown. */
  readonly cost: number | undefined;
  readonly referenceCost: number | undefined;
  readonly savings: number | undefined;
  readonly deviating: number;
  readonly allowed: number;
  /** The threshold that was kept, where there were several. */
  readonly accuracy?: number;
  readonly ok: boolean;
  readonly profiled: number;
  readonly perModel: Readonly<
    Record<string, { readonly asked: number; readonly delivered: number; readonly cost: number | undefined }>
  >;
  /** What the planner expected the whole run to cost when the sample was about to be drawn, in dollars; absent where nothing was forecast. */
  readonly forecast?: { readonly low: number; readonly expected: number; readonly high: number };
  /** A judge's verdicts that were used, and their dollars, which `cost` includes; absent: nothing was judged. */
  readonly verdicts?: { readonly asked: number; readonly cost: number | undefined };
  /** Milliseconds that the strategy computed; looking answers up is not counted. */
  readonly planningMs: number;
};

export type ExperimentReport = {
  readonly dataset: string;
  readonly n: number;
  readonly leftOut: number;
  readonly models: readonly string[];
  readonly reference: string;
  readonly strategy: StrategyName;
  readonly accuracy: number;
  readonly confidence: number;
  readonly looser?: readonly number[];
  readonly atMostUsd?: number;
  readonly runs: readonly ExperimentRun[];
  readonly mean: { readonly costRatio: number | undefined; readonly savings: number | undefined };
  readonly violations: number;
  readonly totalMs: number;
};

export type Promised = {
  readonly strategy: StrategyName;
  /** Of several thresholds the strictest. */
  readonly accuracy: number;
  readonly confidence: number;
  /** Further ones, strictest first, and the dollars that choose among them. */
  readonly looser?: readonly number[];
  readonly atMostUsd?: number;
};

/**
 * @param around what is run in the strategy's place, to watch its steps.
 * @throws {InputError} where the strategy is not part of this build.
 */
export function runExperiment(
  experiment: Experiment,
  promised: Promised,
  seeds: readonly number[],
  onRun?: (run: ExperimentRun) => void,
  around: (strategy: Strategy) => Strategy = (strategy) => strategy,
): ExperimentReport {
  const entry = strategyByName[promised.strategy];
  if (!entry) throw new InputError(`The strategy "${promised.strategy}" is not part of this build.`);
  const started = performance.now();
  const runs = seeds.map((seed) => {
    const run = runOnce(experiment, promised, around(entry.strategy), entry.asksTwinsOnce, seed);
    onRun?.(run);
    return run;
  });
  const ids = experiment.models.map((model) => model.id);
  const cost = sum(runs.map((run) => run.cost));
  const referenceCost = sum(runs.map((run) => run.referenceCost));
  return {
    dataset: experiment.dataset,
    n: experiment.rowCount,
    leftOut: experiment.leftOut,
    models: ids,
    reference: ids.at(-1)!,
    ...promised,
    runs,
    mean: { costRatio: quotient(cost, referenceCost), savings: quotient(referenceCost, cost) },
    violations: runs.filter((run) => !run.ok).length,
    totalMs: performance.now() - started,
  };
}

function runOnce(
  { models, rowCount, arrange }: Experiment,
  { strategy: _, ...promised }: Promised,
  strategy: Strategy,
  asksTwinsOnce: boolean,
  seed: number,
): ExperimentRun {
  const { source, features, findTwins, equality } = arrange(seed);
  const twins = asksTwinsOnce ? findTwins() : undefined;
  const clock = { ms: 0 };
  const problem = { models, reference: models.length - 1, rowCount, ...promised, seed, features };
  const result = replay(timed(strategy, clock), { ...problem, ...(twins ? { twins } : {}) }, source, equality);
  const cost = known(result.costUsd);
  const taught = result.delivered[studentOf(problem)] ?? 0;
  // A recorded model may be called what the local student is called.
  const taughtId = models.some(({ id }) => id === studentId) ? `local ${studentId}` : studentId;
  const forecast = result.events.filter((event) => event.type === 'forecast-made').at(-1)?.total;
  const referenceCost = known(result.referenceUsd);
  return {
    seed,
    cost,
    referenceCost,
    savings: quotient(referenceCost, cost),
    deviating: result.deviating,
    allowed: result.allowed,
    ...(promised.looser && { accuracy: result.accuracy }),
    ok: result.deviating <= result.allowed,
    profiled: result.profiled,
    ...(forecast ? { forecast: { low: forecast.lowUsd, expected: forecast.expectedUsd, high: forecast.highUsd } } : {}),
    perModel: {
      ...Object.fromEntries(
        models.map(({ id }, model) => [
          id,
          { asked: result.asked[model]!, delivered: result.delivered[model]!, cost: known(result.spentUsd[model]!) },
        ]),
      ),
      ...(taught > 0 && { [taughtId]: { asked: 0, delivered: taught, cost: 0 } }),
    },
    ...(equality && { verdicts: { asked: result.verdicts, cost: known(result.verdictsUsd) } }),
    planningMs: clock.ms,
  };
}

/** The same strategy, with the time it computes between two steps added up. */
function timed(strategy: Strategy, clock: { ms: number }): Strategy {
  return function* (problem) {
    const run = strategy(problem);
    for (;;) {
      const started = performance.now();
      const turn = run.next();
      clock.ms += performance.now() - started;
      if (turn.done) return turn.value;
      yield turn.value;
    }
  };
}

const known = (value: number) => (Number.isNaN(value) ? undefined : value);

function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b;
}
