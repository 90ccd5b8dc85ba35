// The chance that a proposed answer deviates, fitted on rows whose reference answer is known and which are out of the certified population.
// Besides one probability per row it gives scenarios: ways the truth may be, drawn from what the known rows leave open.
import { makeRandom } from '../random';
import type { Problem } from '../strategy';
import { scenarioCount } from './forecast';
import { drawCoefficients, fitLogistic, predictLogistic } from './logistic';
import { makeFeatureMap } from './trustFeatures';




export type TrustModel = {
  /** Deviation probabilities of the proposer's answer on a row under every scenario, written to `into`; returns their mean. */
  readonly deviation: (row: number, into: Float64Array) => number;
};

export type TrustInput = {
  readonly problem: Problem;
  readonly asked: readonly number[];
  readonly proposer: number;
  /** Rows with a known reference answer and all asked models' answers. */
  readonly known: readonly number[];
  /** Rows whose answers set the features' scales. */
  readonly basis: ArrayLike<number>;
};

export function fitTrust({ problem, asked, proposer, known, basis }: TrustInput): TrustModel {
  const map = makeFeatureMap(problem, asked, proposer, basis);
  const width = map.priors.length;
  const observations = new Float64Array(known.length * width);
  const outcomes = new Float64Array(known.length);
  known.forEach((row, i) => {
    map.fill(row, observations, i * width);
    outcomes[i] = problem.table.agrees(proposer, row) === false ? 1 : 0;
  });
  const fit = fitLogistic(observations, outcomes, map.priors);
  const draws = drawCoefficients(fit, scenarioCount, makeRandom(problem.seed, 'scenarios'));
  const deviating = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  level(draws, observations, (deviating + 0.5) / (known.length + 1));
  const features = new Float64Array(width);
  return {
    deviation: (row, into) => {
      map.fill(row, features, 0);
      let sum = 0;
      for (let s = 0; s < scenarioCount; s++) sum += into[s] = predictLogistic(features, 0, draws[s]!);
      return sum / scenarioCount;
    },
  };
}

/**
 * Shifts the intercepts until the known rows deviate at the wanted rate on average over the scenarios. Averaging over uncertain coefficients
 * alone would put the level of a model that has hardly deviated yet several times too high.
 */
function level(draws: readonly Float64Array[], observations: Float64Array, rate: number): void {
  const width = draws[0]!.length;
  const count = observations.length / width;
  for (let step = 0; step < 3; step++) {
    let sum = 0;
    for (const draw of draws) for (let i = 0; i < count; i++) sum += predictLogistic(observations, i * width, draw);
    const mean = sum / (draws.length * count);
    const shift = Math.log((rate * (1 - mean)) / (mean * (1 - rate)));
    for (const draw of draws) draw[0]! += shift;
  }
}
