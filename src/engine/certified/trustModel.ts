// The chance that a proposed answer deviates, fitted on rows whose reference answer is known and which are out of the certified population.
// Besides one probability per row it gives scenarios: ways the truth may be, drawn from what the known rows leave open.
import { makeRandom } from '../random';
import type { Problem } from '../strategy';
import { scenarioCount } from './forecast';
import { dot, drawCoefficients, fitLogistic, sigmoid } from './logistic';
import type { FeatureMap } from './trustFeatures';

export type TrustModel = {
  /** Deviation probability of the proposer's answer on a row. */
  readonly deviation: (row: number) => number;
  /** The same under every scenario, written to `into`. */
  readonly scenarios: (row: number, into: Float64Array) => void;
  /** Those of the known rows, row by row. */
  readonly known: Float64Array;
};

/** Scenarios that one row's probability is averaged over: two opposite pairs tell a doubtful row from a sure one. */
const averaged = 4;
const levelSteps = 2;

/** @param known rows with a known reference answer and all answers that the features read. */
export function fitTrust(problem: Problem, map: FeatureMap, proposer: number, known: readonly number[]): TrustModel {
  const width = map.priors.length;
  const observations = new Float64Array(known.length * width);
  const outcomes = new Float64Array(known.length);
  known.forEach((row, i) => {
    map.fill(row, observations, i * width);
    outcomes[i] = problem.table.agrees(proposer, row) === false ? 1 : 0;
  });
  const draws = drawCoefficients(
    fitLogistic(observations, outcomes, map.priors),
    scenarioCount,
    makeRandom(problem.seed, 'scenarios'),
  );

  const scenarios = new Float64Array(known.length * scenarioCount);
  for (let i = 0; i < known.length; i++) {
    for (let s = 0; s < scenarioCount; s++) scenarios[i * scenarioCount + s] = dot(observations, i * width, draws[s]!);
  }
  const deviating = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const shift = levelShift(scenarios, (deviating + 0.5) / (known.length + 1));
  for (let i = 0; i < scenarios.length; i++) scenarios[i] = sigmoid(scenarios[i]! + shift);

  const features = new Float64Array(width);
  return {
    deviation: (row) => {
      map.fill(row, features, 0);
      let sum = 0;
      for (let s = 0; s < averaged; s++) sum += sigmoid(shift + dot(features, 0, draws[s]!));
      return sum / averaged;
    },
    scenarios: (row, into) => {
      map.fill(row, features, 0);
      for (let s = 0; s < scenarioCount; s++) into[s] = sigmoid(shift + dot(features, 0, draws[s]!));
    },
    known: scenarios,
  };
}

/**
 * What to add to the log-odds so that the known rows deviate at the wanted rate on average over the scenarios. Averaging over uncertain
 * coefficients alone would put the level of a model that has hardly deviated yet several times too high.
 */
function levelShift(logOdds: Float64Array, rate: number): number {
  let shift = 0;
  for (let step = 0; step < levelSteps && logOdds.length > 0; step++) {
    let sum = 0;
    for (const z of logOdds) sum += sigmoid(z + shift);
    const mean = sum / logOdds.length;
    shift += Math.log((rate * (1 - mean)) / (mean * (1 - rate)));
  }
  return shift;
}
