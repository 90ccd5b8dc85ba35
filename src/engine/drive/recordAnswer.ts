// How an answer comes into a strategy's table: with a cost to decide by, a label in its place where the row brought one, and for identical rows as well.
import type { Answer, AnswerTable } from '../answerTable';
import { recordLabel } from '../rowLabels';
import type { LabelOf, Problem } from '../strategy';
import type { TwinGroups } from '../twinGroups';

export function makeRecord({
  table,
  problem: { reference, features },
  labelOf,
  twins,
}: {
  readonly table: AnswerTable;
  readonly problem: Pick<Problem, 'reference' | 'features'>;
  readonly labelOf: LabelOf | undefined;
  readonly twins: TwinGroups | undefined;
}): (model: number, row: number, answer: Answer) => void {
  return (model, row, told) => {
    if (model === reference && labelOf && recordLabel(table, row, labelOf, twins)) return;
    // Decisions need a cost of every answer; the journal and the bill keep an unknown one unknown.
    const standInUsd =
      told.costUsd === undefined && told.status !== 'failed' ? features.expectedCost?.(model, row) : undefined;
    const answer = standInUsd === undefined || Number.isNaN(standInUsd) ? told : { ...told, costUsd: standInUsd };
    table.record(model, row, answer);
    twins?.forEachOther(row, (twin) => {
      table.record(model, twin, { ...answer, costUsd: 0 });
    });
  };
}
