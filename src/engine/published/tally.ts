// What profiling has counted so far, per model: rows asked, agreements, dollars. Fed block by block from the answer table.
import type { AnswerTable } from '../answerTable';
import type { ModelStatus } from '../events';

export type Tally = {
  /** Rows profiled, in the order they were taken. */
  profiled: number;
  /** Of these the rows that the reference answered readably. On the others no candidate agrees: an answer that is not there is not taken for the same. */
  answered: number;
  /** Per model: of the profiled rows those it was asked on, and agreed on. */
  readonly asked: number[];
  readonly agreed: number[];
  /** Per model dollars so far; NaN once a cost was unknown. */
  readonly spentUsd: number[];
  readonly status: ModelStatus[];
};

export function makeTally(models: number, reference: number): Tally {
  const zeros = () => new Array<number>(models).fill(0);
  const status = new Array<ModelStatus>(models).fill('unknown');
  status[reference] = 'satisfied';
  return { profiled: 0, answered: 0, asked: zeros(), agreed: zeros(), spentUsd: zeros(), status };
}

/** Counts rows `from` to `to` - 1, on which the reference and these candidates were asked. */
export function countBlock(tally: Tally, table: AnswerTable, candidates: readonly number[], from: number, to: number) {
  const { reference } = table;
  for (let row = from; row < to; row++) {
    tally.profiled++;
    tally.asked[reference]!++;
    if (table.isValid(reference, row)) {
      tally.answered++;
      tally.agreed[reference]!++;
    }
    tally.spentUsd[reference]! += table.costOf(reference, row);
    for (const model of candidates) {
      tally.spentUsd[model]! += table.costOf(model, row);
      tally.asked[model]!++;
      if (table.agrees(model, row)) tally.agreed[model]!++;
    }
  }
}

/** Dollars per row as the published code counts them: spent so far over all rows profiled, even where a model stopped answering earlier. */
export function unitUsd(tally: Tally, model: number): number {
  return tally.spentUsd[model]! / tally.profiled;
}
