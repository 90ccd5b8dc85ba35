// The cheapest split of the remaining rows over models whose agreement, at interval ends that hold together at the wanted confidence,
// meets a target (Jo and Trummer, arXiv 2403.13835). Enumerates instead of solving linear programs: with one sum and one inequality an optimum uses at most
// two models, so single models and pairs on both sides of the target are all there is to look at. Checked against a solver in its test.

/** One way to count on a model: so much agreement at least, with this confidence. */
export type AgreementLevel = { readonly confidence: number; readonly agreement: number };

export type MixCandidate = {
  /** Dollars of giving it all remaining rows; NaN where unknown, which keeps it out. */
  readonly costUsd: number;
  /** The published code adds `{confidence: 1, agreement: 0}` for every candidate; the reference has `{1, 1}` alone. */
  readonly levels: readonly AgreementLevel[];
};

export type Mix = {
  /** Per candidate its share of the rows, summing to 1; at most two are above 0. */
  readonly ratios: readonly number[];
  readonly costUsd: number;
  /** The level that is counted on, per model used. */
  readonly used: readonly { readonly model: number; readonly level: AgreementLevel }[];
  /** Single models and pairs that met the target at the confidence. */
  readonly feasible: number;
};

/** What a linear-program solver would call equal. */
const SLACK = 1e-9;

/** @returns undefined where nothing meets the target, which cannot be with a reference of known cost and a target up to 1. */
export function findCheapestMix(
  candidates: readonly MixCandidate[],
  target: number,
  confidence: number,
): Mix | undefined {
  const options = candidates.flatMap(({ costUsd, levels }, model) =>
    Number.isNaN(costUsd) ? [] : levels.map((level) => ({ model, level, costUsd })),
  );
  type Option = (typeof options)[number];
  let best: { costUsd: number; one: Option; other?: Option; ratio: number } | undefined;
  let feasible = 0;
  const consider = (costUsd: number, one: Option, ratio: number, other?: Option) => {
    feasible++;
    if (best === undefined || costUsd < best.costUsd) best = { costUsd, one, ratio, ...(other ? { other } : {}) };
  };
  for (const above of options) {
    if (above.level.agreement < target - SLACK || above.level.confidence < confidence) continue;
    consider(above.costUsd, above, 1);
    if (above.level.agreement <= target) continue;
    for (const below of options) {
      if (below.model === above.model || below.level.agreement >= target) continue;
      if (above.level.confidence * below.level.confidence < confidence) continue;
      // The share of the one above that brings the sum exactly to the target.
      const ratio = (target - below.level.agreement) / (above.level.agreement - below.level.agreement);
      consider(ratio * above.costUsd + (1 - ratio) * below.costUsd, above, ratio, below);
    }
  }
  if (best === undefined) return undefined;
  const { one, other, ratio, costUsd } = best;
  const ratios = candidates.map(() => 0);
  ratios[one.model] = ratio;
  if (other) ratios[other.model] = 1 - ratio;
  const used = [one, ...(other ? [other] : [])].map(({ model, level }) => ({ model, level }));
  return { ratios, costUsd, used, feasible };
}
