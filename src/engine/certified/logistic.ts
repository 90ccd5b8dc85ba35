// Bayesian logistic regression: the most probable coefficients under independent normal priors by Newton's method, and the normal that
// approximates their posterior there (Laplace). Small and dense: tens of features, hundreds of rows. The certificate never depends on it.
import type { Random } from '../random';

const newtonSteps = 25;
/** Newton's decrement, squared, at which the fit is as good as the data can tell. */
const enough = 1e-3;

export type Prior = { readonly mean: number; readonly sd: number };

export type LogisticFit = {
  readonly beta: Float64Array;
  /** Lower Cholesky factor of the posterior's precision, row-major. */
  readonly factor: Float64Array;
};

/**
 * @param features row-major, one row of `priors.length` values per observation.
 * @param outcomes 0 or 1 per observation.
 * @param weights how many alike each observation stands for.
 */
export function fitLogistic(
  features: Float64Array,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  priors: readonly Prior[],
): LogisticFit {
  const width = priors.length;
  let beta = new Float64Array(width);
  for (let j = 0; j < width; j++) beta[j] = priors[j]!.mean;
  /** Per observation its log-odds under the coefficients that were tried last, which are the ones that are differentiated. */
  const odds = new Float64Array(outcomes.length);
  let loss = negativeLogPosterior(features, outcomes, weights, priors, beta, odds);
  const gradient = new Float64Array(width);
  const hessian = new Float64Array(width * width);
  for (let step = 0; ; step++) {
    differentiate(features, outcomes, weights, priors, beta, odds, gradient, hessian);
    const move = solveCholesky(hessian, gradient);
    let slope = 0;
    for (let j = 0; j < width; j++) slope += gradient[j]! * move[j]!;
    if (slope < enough || step === newtonSteps) return { beta, factor: hessian };
    // Newton's step can overshoot where the data nearly separate; halving it until the loss falls enough makes it safe.
    for (let scale = 1; ; scale /= 2) {
      const next = moved(beta, move, -scale);
      const nextLoss = negativeLogPosterior(features, outcomes, weights, priors, next, odds);
      if (nextLoss <= loss - 0.25 * scale * slope || scale < 1e-3) {
        beta = next;
        loss = nextLoss;
        break;
      }
    }
  }
}

function differentiate(
  features: Float64Array,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  priors: readonly Prior[],
  beta: Float64Array,
  odds: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
): void {
  const width = priors.length;
  hessian.fill(0);
  for (let j = 0; j < width; j++) {
    const precision = 1 / priors[j]!.sd ** 2;
    gradient[j] = (beta[j]! - priors[j]!.mean) * precision;
    hessian[j * width + j] = precision;
  }
  for (let i = 0; i < outcomes.length; i++) {
    const at = i * width;
    const p = sigmoid(odds[i]!);
    const weight = weights[i]!;
    const residual = weight * (p - outcomes[i]!);
    const curvature = weight * p * (1 - p);
    for (let j = 0; j < width; j++) {
      const x = features[at + j]!;
      if (x === 0) continue;
      gradient[j]! += residual * x;
      const scaled = curvature * x;
      const row = j * width;
      for (let k = 0; k <= j; k++) hessian[row + k]! += scaled * features[at + k]!;
    }
  }
}

/** @param odds is filled: per observation its log-odds. */
function negativeLogPosterior(
  features: Float64Array,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  priors: readonly Prior[],
  beta: Float64Array,
  odds: Float64Array,
): number {
  const width = priors.length;
  let loss = 0;
  for (let j = 0; j < width; j++) loss += 0.5 * ((beta[j]! - priors[j]!.mean) / priors[j]!.sd) ** 2;
  for (let i = 0; i < outcomes.length; i++) {
    odds[i] = dot(features, i * width, beta);
    const z = odds[i]! * (outcomes[i] ? -1 : 1);
    loss += weights[i]! * (z > 30 ? z : Math.log1p(Math.exp(z)));
  }
  return loss;
}

export function dot(features: Float64Array, at: number, beta: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < beta.length; j++) sum += features[at + j]! * beta[j]!;
  return sum;
}

export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

/** Solves A x = g for a positive definite A given by its lower triangle, which is overwritten. */
function solveCholesky(a: Float64Array, g: Float64Array): Float64Array {
  const width = g.length;
  for (let j = 0; j < width; j++) {
    for (let i = j; i < width; i++) {
      let sum = a[i * width + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * width + k]! * a[j * width + k]!;
      a[i * width + j] = i === j ? Math.sqrt(sum) : sum / a[j * width + j]!;
    }
  }
  const x = g.slice();
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < i; k++) x[i]! -= a[i * width + k]! * x[k]!;
    x[i]! /= a[i * width + i]!;
  }
  for (let i = width - 1; i >= 0; i--) {
    for (let k = i + 1; k < width; k++) x[i]! -= a[k * width + i]! * x[k]!;
    x[i]! /= a[i * width + i]!;
  }
  return x;
}

/** Coefficients drawn from the posterior, in opposite pairs so that their mean is the most probable ones. */
export function drawCoefficients({ beta, factor }: LogisticFit, count: number, random: Random): Float64Array[] {
  const width = beta.length;
  const draws: Float64Array[] = [];
  while (draws.length < count) {
    const x = new Float64Array(width);
    for (let i = 0; i < width; i++) x[i] = standardNormal(random);
    for (let i = width - 1; i >= 0; i--) {
      for (let k = i + 1; k < width; k++) x[i]! -= factor[k * width + i]! * x[k]!;
      x[i]! /= factor[i * width + i]!;
    }
    draws.push(moved(beta, x, 1));
    if (draws.length < count) draws.push(moved(beta, x, -1));
  }
  return draws;
}

function moved(beta: Float64Array, move: Float64Array, scale: number) {
  const next = new Float64Array(beta.length);
  for (let j = 0; j < beta.length; j++) next[j] = beta[j]! + scale * move[j]!;
  return next;
}

/** Box and Muller's transform. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
