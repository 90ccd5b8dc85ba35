// What asking a model about a row is expected to cost: the caller's own expectation where it has one, else a line in the row's length fitted
// to the rows asked so far. Feeds plans and orders only.
import { studentOf, type Problem } from '../strategy';

/** Observations that pull the line's slope as strongly as the prior "length does not matter". */
const flatPriorRows = 8;

export class RowCosts {
  private readonly line: { mean: number; slope: number; centre: number }[];

  constructor(private readonly problem: Problem) {
    this.line = problem.models.map(() => ({ mean: NaN, slope: 0, centre: 0 }));
  }

  /** Fits the model's line to the rows, all of them asked and charged; an unknown cost is left out. */
  learn(model: number, rows: ArrayLike<number>): void {
    const { table, features } = this.problem;
    let n = 0;
    let sumX = 0;
    let sumY = 0;
    let sumXX = 0;
    let sumXY = 0;
    for (let i = 0; i < rows.length; i++) {
      const y = table.costOf(model, rows[i]!);
      if (Number.isNaN(y)) continue;
      const x = features.length(rows[i]!);
      n++;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
    }
    if (n === 0) return;
    const centre = sumX / n;
    const variance = sumXX / n - centre * centre;
    const slope = variance > 1e-9 ? ((sumXY / n - (centre * sumY) / n) / variance) * (n / (n + flatPriorRows)) : 0;
    this.line[model] = { mean: sumY / n, slope, centre };
  }

  /** Dollars. While a model's cost is unknown a guess: half the reference's, or a share of 1 by its place in the ladder. */
  of(model: number, row: number): number {
    const { features, models, reference } = this.problem;
    if (model === studentOf(this.problem)) return 0;
    const given = features.expectedCost?.(model, row);
    if (given !== undefined && !Number.isNaN(given)) return given;
    const { mean, slope, centre } = this.line[model]!;
    if (!Number.isNaN(mean)) return Math.max(0.2 * mean, mean + slope * (features.length(row) - centre));
    if (model === reference) return 1;
    const referenceMean = this.line[reference]!.mean;
    return Number.isNaN(referenceMean) ? (0.5 * (model + 1)) / models.length : 0.5 * referenceMean;
  }
}
