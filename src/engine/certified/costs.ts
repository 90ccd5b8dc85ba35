// What asking a model about a row is expected to cost: the caller's own expectation where it has one, else a line in the row's length fitted
// to the rows asked so far. Feeds plans and orders only.
import type { Problem } from '../strategy';

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

  /** Dollars; NaN while nothing is known. */
  of(model: number, row: number): number {
    const given = this.problem.features.expectedCost?.(model, row);
    if (given !== undefined && !Number.isNaN(given)) return given;
    const { mean, slope, centre } = this.line[model]!;
    return Math.max(0.2 * mean, mean + slope * (this.problem.features.length(row) - centre));
  }
}
