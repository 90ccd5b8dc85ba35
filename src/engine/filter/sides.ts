// A path cut in two: rows whose proposal is to keep them, and rows whose proposal is to drop them, each in the order of the path. What goes wrong on
// one side is counted by precision, on the other by recall.
import { inBlocks, type Resting } from '../turns';
import type { AnswerTable } from '../answerTable';
import type { Path } from '../certified/path';
import type { Problem } from '../strategy';
import { keptAnswer } from '../task/filterBounds';

export type Sides = { readonly kept: Path; readonly dropped: Path };

export function* cutInTwo({ table }: Pick<Problem, 'table'>, path: Path): Resting<Sides> {
  const kept: number[] = [];
  const dropped: number[] = [];
  yield* inBlocks(path.rows.length, (from, to) => {
    for (let at = from; at < to; at++) {
      const row = path.rows[at]!;
      (isKept(table, path.proposer[row]!, row) ? kept : dropped).push(row);
    }
  });
  return { kept: { ...path, rows: Int32Array.from(kept) }, dropped: { ...path, rows: Int32Array.from(dropped) } };
}

/** Whether the model's answer is there and keeps the row. */
export function isKept(table: AnswerTable, model: number, row: number): boolean {
  return table.textKeyOf(model, row) === keptAnswer;
}

/** Rows that the reference was asked about and keeps. */
export function* foundRows({ table, reference, rowCount }: Problem): Resting<number> {
  let found = 0;
  yield* inBlocks(rowCount, (from, to) => {
    for (let row = from; row < to; row++) if (isKept(table, reference, row)) found++;
  });
  return found;
}

/** Of the leading rows of a side those that the reference was not asked about. */
export function* unaskedRows({ table, reference }: Problem, { rows }: Path, end = rows.length): Resting<number> {
  let unasked = 0;
  yield* inBlocks(end, (from, to) => {
    for (let at = from; at < to; at++) if (!table.isAsked(reference, rows[at]!)) unasked++;
  });
  return unasked;
}
