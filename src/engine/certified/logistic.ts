// Bayesian logistic regression: the most probable coefficients under independent normal priors, by Newton's method. Small and dense: tens of
// features, hundreds of rows. It turns planning rows into a deviation probability; the certificate never depends on it being right.

export type Prior = { readonly mean: number; readonly sd: number };

/**
 * @param features row-major, one row of `priors.length` values per observation.
 * @param outcomes 0 or 1 per observation.
 * @param weights per observation, above 0.
 * @param start coefficients to start from; the prior means when absent.
 */
export function fitLogistic(
  features: Float64Array,
  outcomes: ArrayLike<number>,
  weights: ArrayLike<number>,
  priors: readonly Prior[],
  steps = 12,
  start?: Float64Array,
): Float64Array {
  const width = priors.length;
  const beta = start ? start.slice() : Float64Array.from(priors, ({ mean }) => mean);
  const gradient = new Float64Array(width);
  const hessian = new Float64Array(width * width);
  for (let step = 0; step < steps; step++) {
    hessian.fill(0);
    for (let j = 0; j < width; j++) {
      const precision = 1 / priors[j]!.sd ** 2;
      gradient[j] = (beta[j]! - priors[j]!.mean) * precision;
      hessian[j * width + j] = precision;
    }
    for (let i = 0; i < outcomes.length; i++) {
      const at = i * width;
      const p = sigmoid(dot(features, at, beta));
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
    const move = solveCholesky(hessian, gradient);
    let largest = 0;
    // Long Newton steps can overshoot on separable data; the prior bounds the optimum, so a cap on the step is enough.
    const longest = move.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
    const shrink = longest > 3 ? 3 / longest : 1;
    for (let j = 0; j < width; j++) {
      beta[j]! -= move[j]! * shrink;
      largest = Math.max(largest, Math.abs(move[j]!));
    }
    if (largest < 1e-3) break;
  }
  return beta;
}

/** Probability of outcome 1 for the observation whose features start at `at`. */
export function predictLogistic(features: Float64Array, at: number, beta: Float64Array): number {
  return sigmoid(dot(features, at, beta));
}

function dot(features: Float64Array, at: number, beta: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < beta.length; j++) sum += features[at + j]! * beta[j]!;
  return sum;
}

function sigmoid(z: number): number {
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
