// The trained numbers of the embedded classifiers (media/embedded/heads.json): what turns scores, n-grams and sentence embeddings into the
// probability that a text is positive. Written by test/training/trainHeads.script.ts.

/** Probability = sigmoid(slope * score + intercept). */
export type Calibration = { readonly slope: number; readonly intercept: number };

export type Head = Calibration & {
  /** Weights of the score, float32 little-endian, base64. */
  readonly weights: string;
};

export type Heads = {
  readonly trainedOn: string;
  readonly afinn: Calibration;
  readonly vader: Calibration;
  readonly wink: Calibration;
  readonly ngram: Head;
  readonly use: Head;
};

export function calibrated(score: number, { slope, intercept }: Calibration): number {
  return 1 / (1 + Math.exp(-(slope * score + intercept)));
}

export function readWeights(head: Head): Float32Array {
  const bytes = Buffer.from(head.weights, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
