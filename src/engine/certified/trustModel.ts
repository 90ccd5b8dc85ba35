// The chance that a proposed answer deviates, fitted on rows whose reference answer is known and which are out of the certified population.
import type { Problem } from '../strategy';
import { fitLogistic, predictLogistic } from './logistic';
import { makeFeatureMap } from './trustFeatures';

export type TrustModel = {
  /** Deviation probability of the proposer's answer on a row whose asked models have answered. */
  readonly deviation: (row: number) => number;
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

export function fitTrust(input: TrustInput): TrustModel {
  const { map, observations, outcomes, weights } = observe(input);
  const beta = fitLogistic(observations, outcomes, weights, map.priors);
  const scratch = new Float64Array(map.priors.length);
  return {
    deviation: (row) => {
      map.fill(row, scratch, 0);
      return predictLogistic(scratch, 0, beta);
    },
  };
}

const folds = 5;

/** Deviation probabilities of the known rows themselves, each predicted by a fit that left it out: an honest view of how the trust ranks. */
export function crossFitTrust(input: TrustInput): Float64Array {
  const { map, observations, outcomes, weights } = observe(input);
  const width = map.priors.length;
  const whole = fitLogistic(observations, outcomes, weights, map.priors);
  const deviation = new Float64Array(outcomes.length);
  const kept = new Float64Array(outcomes.length);
  for (let fold = 0; fold < folds; fold++) {
    for (let i = 0; i < kept.length; i++) kept[i] = i % folds === fold ? 0 : 1;
    const beta = fitLogistic(observations, outcomes, kept, map.priors, 3, whole);
    for (let i = fold; i < kept.length; i += folds) deviation[i] = predictLogistic(observations, i * width, beta);
  }
  return deviation;
}

function observe({ problem, asked, proposer, known, basis }: TrustInput) {
  const map = makeFeatureMap(problem, asked, proposer, basis);
  const width = map.priors.length;
  const observations = new Float64Array(known.length * width);
  const outcomes = new Float64Array(known.length);
  known.forEach((row, i) => {
    map.fill(row, observations, i * width);
    outcomes[i] = problem.table.agrees(proposer, row) === false ? 1 : 0;
  });
  return { map, observations, outcomes, weights: new Float64Array(known.length).fill(1) };
}
