// What the published planner expects going on to cost: k more profiled rows, then the cheapest candidate that will be satisfied by then
// (Jo and Trummer, arXiv 2403.13835). Compares that, for k = 1, 2, 4, ..., with giving the rest to today's cheapest satisfied model.
import type { AgreementBounds } from '../stats/agreementBounds';
import { expectedBinomialTail } from '../stats/expectedTail';

export type Prospect = {
  /** Rows profiled so far, and all rows of the dataset. */
  readonly profiled: number;
  readonly rowCount: number;
  /** The unknown candidates that are being profiled, in price order. */
  readonly unknown: readonly { readonly agreed: number; readonly unitUsd: number }[];
  readonly referenceUnitUsd: number;
  readonly satisfiedUnitUsd: number;
  readonly bounds: AgreementBounds;
};

export type GoingOn = { readonly costUsd: number; readonly furtherRows: number | undefined };

/** Dollars of k further profiled rows and the rows then left; NaN where a candidate's agreement is exactly 0 or 1, or a cost unknown. */
function expectedCost(prospect: Prospect, k: number): number {
  const { profiled, rowCount, unknown, bounds } = prospect;
  const after = rowCount - profiled - k;
  const least = bounds.leastSatisfying(profiled + k);
  let askedUnitUsd = 0;
  let applyUsd = 0;
  let noneSatisfied = 1;
  for (const { agreed, unitUsd } of unknown) {
    const p = agreed / profiled;
    const deviation = Math.sqrt((p * (1 - p)) / profiled);
    const probability = expectedBinomialTail(least - agreed, k, p, deviation);
    askedUnitUsd += unitUsd;
    applyUsd += noneSatisfied * probability * after * unitUsd;
    noneSatisfied *= 1 - probability;
  }
  applyUsd += noneSatisfied * after * prospect.satisfiedUnitUsd;
  return k * (prospect.referenceUnitUsd + askedUnitUsd) + applyUsd;
}

/**
 * Whether some k makes going on cheaper than stopping, with the k that was found.
 * @param firstTry the k that paid last time: it nearly always pays again, so that one evaluation decides.
 */
export function findPayingRows(prospect: Prospect, stopUsd: number, firstTry: number | undefined): number | undefined {
  const most = prospect.rowCount - prospect.profiled;
  const pays = (k: number) => expectedCost(prospect, k) < stopUsd;
  if (firstTry !== undefined && firstTry < most && pays(firstTry)) return firstTry;
  for (let k = 1; k < most; k *= 2) if (k !== firstTry && pays(k)) return k;
  return undefined;
}

/** The k of least expected cost: what the decision to stop is explained with. Infinite, without k, where none has a known cost. */
export function cheapestGoingOn(prospect: Prospect): GoingOn {
  let best: GoingOn = { costUsd: Infinity, furtherRows: undefined };
  for (let k = 1; k < prospect.rowCount - prospect.profiled; k *= 2) {
    const costUsd = expectedCost(prospect, k);
    if (costUsd < best.costUsd) best = { costUsd, furtherRows: k };
  }
  return best;
}
