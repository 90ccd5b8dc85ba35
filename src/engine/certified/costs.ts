// What asking a model about a row costs, learned from what its answers did cost: a line in the row's length, fitted to the rows asked so far, and how
// far single answers stray from it. What the caller expected counts only until there is an answer. Feeds plans and orders, never the certificate.
import { studentOf, type Problem } from '../strategy';

/** Observations that pull the line's slope as strongly as the prior "length does not matter". */
const flatPriorRows = 8;

type Line = {
  /** Answers whose cost is known; 0: none yet. */
  readonly count: number;
  readonly mean: number;
  readonly slope: number;
  readonly centre: number;
  /** Sum of squared relative distances of the answers' costs from their mean. */
  readonly squares: number;
};

const unknownLine: Line = { count: 0, mean: NaN, slope: 0, centre: 0, squares: 0 };

export class RowCosts {
  private readonly lines: Line[];

  constructor(private readonly problem: Problem) {
    this.lines = problem.models.map(() => unknownLine);
  }

  /** Fits the model's line to those of the rows whose cost is known. */
  learn(model: number, rows: ArrayLike<number>): void {
    const { table, features } = this.problem;
    let n = 0;
    let [sumX, sumY, sumXX, sumXY, sumYY] = [0, 0, 0, 0, 0];
    for (let i = 0; i < rows.length; i++) {
      const y = table.costOf(model, rows[i]!);
      if (Number.isNaN(y)) continue;
      const x = features.length(rows[i]!);
      n++;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
      sumYY += y * y;
    }
    if (n === 0) return;
    const centre = sumX / n;
    const mean = sumY / n;
    const variance = sumXX / n - centre * centre;
    const slope = variance > 1e-9 ? ((sumXY / n - centre * mean) / variance) * (n / (n + flatPriorRows)) : 0;
    const squares = mean > 0 ? Math.max(0, sumYY / (mean * mean) - n) : 0;
    this.lines[model] = { count: n, mean, slope, centre, squares };
  }

  /** Dollars. Before an answer of the model: what the caller expects, else half the reference's cost, or a share of 1 by its place in the ladder. */
  of(model: number, row: number): number {
    const { features, models, reference } = this.problem;
    if (model === studentOf(this.problem)) return 0;
    const { count, mean, slope, centre } = this.lines[model]!;
    if (count > 0) return Math.max(0.2 * mean, mean + slope * (features.length(row) - centre));
    const expected = features.expectedCost?.(model, row);
    if (expected !== undefined && !Number.isNaN(expected)) return expected;
    if (model === reference) return 1;
    const known = this.lines[reference]!;
    return known.count === 0 ? (0.5 * (model + 1)) / models.length : 0.5 * known.mean;
  }

  /**
   * Dollars that comparing an answer of the model with the reference's is expected to cost: a judge's verdict where their letters differ, as often as they
   * do on rows that were compared. 0 where nobody judges.
   */
  checkOf(model: number, compared: readonly number[]): number {
    const { table, features, reference } = this.problem;
    if (!table.isJudged) return 0;
    const verdictUsd = table.verdictsAsked > 0 ? table.verdictsUsd / table.verdictsAsked : (features.verdictCost ?? 0);
    let [rows, judged] = [0.5, 0.5];
    for (const row of compared) {
      if (!table.isValid(model, row) || !table.isValid(reference, row) || table.lacksVerdict(model, row)) continue;
      rows++;
      if (table.verdictOf(model, row)) judged++;
    }
    return (verdictUsd * judged) / rows;
  }

  isMeasured(model: number): boolean {
    return model === studentOf(this.problem) || this.lines[model]!.count > 0;
  }

  /** Mean dollars of the rows that the model was asked about; the student's answers cost nothing. NaN: none is known. */
  measuredMean(model: number): number {
    return model === studentOf(this.problem) ? 0 : this.lines[model]!.mean;
  }

  /**
   * Standard error of the model's mean cost, as a share of it. One pseudo-answer that strays as the reference's do stands for what two alike
   * answers cannot tell: that a model thinks long now and then.
   */
  relativeError(model: number): number {
    if (model === studentOf(this.problem)) return 0;
    const { count, squares } = this.lines[model]!;
    if (count === 0) return 1;
    const reference = this.lines[this.problem.reference]!;
    const usual = reference.count > 1 ? reference.squares / (reference.count - 1) : 0;
    return Math.sqrt((squares + usual) / count / count);
  }
}
