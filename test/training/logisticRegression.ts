// L2-regularised logistic regression over sparse rows by accelerated gradient descent (Nesterov), for the training script only.

export type SparseRow = { readonly indices: ArrayLike<number>; readonly values: ArrayLike<number> };

export type Fit = { readonly weights: Float64Array; readonly intercept: number };

/** @param l2 penalty per weight, relative to the mean loss; the intercept is free. */
export function fitLogistic(
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  size: number,
  l2: number,
  steps = 800,
): Fit {
  let largest = 1;
  for (const { values } of rows) {
    let norm = 1;
    for (let i = 0; i < values.length; i++) norm += values[i]! ** 2;
    largest = Math.max(largest, norm);
  }
  const rate = 1 / (0.25 * largest + l2);
  let weights = new Float64Array(size + 1);
  let ahead = weights.slice();
  let momentum = 1;
  for (let step = 0; step < steps; step++) {
    const gradient = new Float64Array(size + 1);
    rows.forEach((row, i) => {
      const error = (sigmoid(scoreOf(row, ahead, ahead[size]!)) - labels[i]!) / rows.length;
      for (let k = 0; k < row.indices.length; k++) gradient[row.indices[k]!]! += error * row.values[k]!;
      gradient[size]! += error;
    });
    const next = ahead.map((weight, i) => weight - rate * (gradient[i]! + (i < size ? l2 * weight : 0)));
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const carry = (momentum - 1) / nextMomentum;
    ahead = next.map((weight, i) => weight + carry * (weight - weights[i]!));
    weights = next;
    momentum = nextMomentum;
  }
  return { weights: weights.slice(0, size), intercept: weights[size]! };
}

export function scoreOf(row: SparseRow, weights: ArrayLike<number>, intercept = 0): number {
  let sum = intercept;
  for (let k = 0; k < row.indices.length; k++) sum += row.values[k]! * weights[row.indices[k]!]!;
  return sum;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
