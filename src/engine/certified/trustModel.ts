// The chance that a proposed answer deviates, fitted on rows whose reference answer is known and which are out of the certified population.
// Besides one probability per row it gives scenarios: ways the truth may be, drawn from what the known rows leave open.
import { makeRandom } from '../random';
import type { Problem } from '../strategy';
import { scenarioCount } from './forecast';
import { dot, drawCoefficients, fitLogistic, sigmoid } from './logistic';
import type { TrustFeatures } from './trustFeatures';

/** Scenarios that one row's probability is averaged over: two opposite pairs tell a doubtful row from a sure one. */
const averaged = 4;

export class TrustModel {
  /**
   * @param shift what is added to all log-odds.
   * @param values of the described rows, a row's as many as there are coefficients.
   * @param draws coefficients per scenario.
   * @param knownOdds log-odds of the known rows under each scenario, before the shift.
   */
  constructor(
    private readonly shift: number,
    private readonly values: Float32Array,
    private readonly draws: readonly Float64Array[],
    private readonly knownOdds: Float64Array,
  ) {}

  /** Deviation probability of the proposal on the i-th described row. */
  deviation(i: number): number {
    const { shift, values, draws } = this;
    let sum = 0;
    for (let s = 0; s < averaged; s++) sum += sigmoid(shift + dotOf(values, i * draws[s]!.length, draws[s]!));
    return sum / averaged;
  }

  /** The same under every scenario, written to `into` from `at` on. */
  scenarios(i: number, into: Float64Array, at: number): void {
    const { shift, values, draws } = this;
    for (let s = 0; s < scenarioCount; s++)
      into[at + s] = sigmoid(shift + dotOf(values, i * draws[s]!.length, draws[s]!));
  }

  /** The same of the known rows, one after the other. */
  knownScenarios(): Float64Array {
    const { shift, knownOdds } = this;
    const chances = new Float64Array(knownOdds.length);
    for (let at = 0; at < chances.length; at++) chances[at] = sigmoid(shift + knownOdds[at]!);
    return chances;
  }
}

/** What is believed of how often proposals deviate before the known rows are counted, as rows that were seen. */
export type Level = { readonly deviating: number; readonly rows: number };

const levelSteps = 2;

/**
 * @param known places, among the described rows, of those with a known reference answer.
 * @param deviates per known row 1 where the proposal deviates.
 * @param weights how many alike each known row stands for.
 */
export function fitTrust(
  { seed }: Pick<Problem, 'seed'>,
  { priors, values }: TrustFeatures,
  known: ArrayLike<number>,
  deviates: Uint8Array,
  weights: Float64Array,
  level: Level = { deviating: 0.5, rows: 1 },
): TrustModel {
  const width = priors.length;
  const observations = new Float64Array(known.length * width);
  for (let i = 0; i < known.length; i++) {
    const from = known[i]! * width;
    for (let j = 0; j < width; j++) observations[i * width + j] = values[from + j]!;
  }
  const draws = drawCoefficients(
    fitLogistic(observations, deviates, weights, priors),
    scenarioCount,
    makeRandom(seed, 'scenarios'),
  );
  const logOdds = new Float64Array(known.length * scenarioCount);
  for (let i = 0; i < known.length; i++) {
    for (let s = 0; s < scenarioCount; s++) logOdds[i * scenarioCount + s] = dot(observations, i * width, draws[s]!);
  }
  let [deviating, all] = [0, 0];
  for (let i = 0; i < known.length; i++) {
    deviating += weights[i]! * deviates[i]!;
    all += weights[i]!;
  }
  const shift = levelShift(logOdds, weights, (deviating + level.deviating) / (all + level.rows));
  return new TrustModel(shift, values, draws, logOdds);
}

/**
 * What to add to the log-odds so that the known rows deviate at the wanted rate on average over the scenarios. Averaging over uncertain
 * coefficients alone would put the level of a model that has hardly deviated yet several times too high.
 */
function levelShift(logOdds: Float64Array, weights: Float64Array, rate: number): number {
  let shift = 0;
  for (let step = 0; step < levelSteps && logOdds.length > 0; step++) {
    let [sum, all] = [0, 0];
    for (let i = 0, at = 0; at < logOdds.length; i++) {
      const weight = weights[i]!;
      for (let s = 0; s < scenarioCount; s++, at++) {
        sum += weight * sigmoid(logOdds[at]! + shift);
        all += weight;
      }
    }
    const mean = sum / all;
    shift += Math.log((rate * (1 - mean)) / (mean * (1 - rate)));
  }
  return shift;
}

function dotOf(values: Float32Array, at: number, beta: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < beta.length; j++) sum += values[at + j]! * beta[j]!;
  return sum;
}
