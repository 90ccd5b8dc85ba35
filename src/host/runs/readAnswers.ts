// The answers of a run's journal as the table that strategies read: columns in memory, so that a page of rows is a lookup.
import { AnswerTable } from '../../engine/answerTable';
import { equivalence } from '../../engine/task/parseAnswer';
import type { Task } from '../../engine/task/task';
import { TwinGroups } from '../../engine/twinGroups';
import type { StoredDelivery } from '../../store/deliveryFile';
import { readRecords } from '../../store/journalFile';
import { journalPath } from '../../store/runFiles';

/** The last of the delivery's models is the reference. Identical rows have the answer of the first of them, at no cost. */
export function readAnswers(folder: string, { models, model, twins }: StoredDelivery, task: Task): AnswerTable {
  const table = new AnswerTable(models.length, model.length, models.length - 1, equivalence(task));
  const alike = twins && new TwinGroups(twins);
  const indexOf = new Map(models.map((id, index) => [id, index]));
  for (const record of readRecords(journalPath(folder), () => undefined)) {
    if (record.type !== 'answer') continue;
    const index = indexOf.get(record.model);
    if (index === undefined || record.row >= model.length || table.isAsked(index, record.row)) continue;
    table.record(index, record.row, record.answer);
    alike?.forEachOther(record.row, (twin) => {
      if (!table.isAsked(index, twin)) table.record(index, twin, { ...record.answer, costUsd: 0 });
    });
  }
  return table;
}
