// The answers of a run's journal as the table that strategies read: columns in memory, so that a page of rows is a lookup. A long journal
// takes a second or two; it is read in short turns, so that the editor stays awake.
import { type Answer, AnswerTable } from '../engine/answerTable';
import { deliveryReasons } from '../engine/strategy';
import { verdictName } from '../engine/drive/compareStep';
import type { JournalRecord } from '../engine/journal';
import { equivalence, judgeRule } from '../engine/task/parseAnswer';
import type { Task } from '../engine/task/task';
import { inTurns } from '../engine/turns';
import { TwinGroups } from '../engine/twinGroups';
import type { StoredDelivery } from '../store/deliveryFile';
import { readRecords } from '../store/journalFile';
import { processTurns as turns } from '../store/processTurns';
import { journalPath } from '../store/runFiles';

const labelled = deliveryReasons.indexOf('labelled');

/** The last of the delivery's models is the reference, before the student where that delivers rows. Identical rows have the answer of the first of them, at no cost. */
export async function readAnswers(
  folder: string,
  { models, model, reason, twins, student }: StoredDelivery,
  task: Task,
): Promise<AnswerTable> {
  const table = new AnswerTable(
    models.length,
    model.length,
    models.length - (student ? 2 : 1),
    equivalence(task),
    judgeRule(task),
  );
  const alike = twins && (await inTurns(TwinGroups.of(twins), turns));
  const indexOf = new Map(models.map((id, index) => [id, index]));
  /** What is no valid answer, by model and row: one of a later session takes its place. */
  const unanswered = new Map<string, readonly [model: number, row: number, answer: Answer]>();
  const verdicts = new Map<string, Extract<JournalRecord, { type: 'verdict' }>>();
  const record = (index: number, row: number, answer: Answer) => {
    table.record(index, row, answer);
    alike?.forEachOther(row, (twin) => {
      if (!table.isAsked(index, twin)) table.record(index, twin, { ...answer, costUsd: 0 });
    });
  };
  // A label stands for the reference's answer, whatever else the journal has of that row.
  if (reason.includes(labelled))
    for (const told of readRecords(journalPath(folder), () => undefined)) {
      if (turns.isDue()) await turns.next();
      if (told.type === 'label' && told.row < model.length && !table.isAsked(table.reference, told.row))
        table.record(table.reference, told.row, told.answer);
    }
  for (const told of readRecords(journalPath(folder), () => undefined)) {
    if (turns.isDue()) await turns.next();
    if (told.type === 'verdict') {
      // One that was asked for again takes the place of one that could not be had.
      const name = verdictName(told.candidate, told.row);
      if (verdicts.get(name)?.verdict.none !== undefined || !verdicts.has(name)) verdicts.set(name, told);
    }
    if (told.type !== 'answer' && told.type !== 'failure') continue;
    const index = indexOf.get(told.model);
    if (index === undefined || told.row >= model.length || table.isAsked(index, told.row)) continue;
    const answer: Answer = told.type === 'answer' ? told.answer : { status: 'failed', cause: told.message };
    if (answer.status === 'valid') record(index, told.row, answer);
    else unanswered.set(`${String(index)} ${String(told.row)}`, [index, told.row, answer]);
  }
  for (const [index, row, answer] of unanswered.values()) if (!table.isAsked(index, row)) record(index, row, answer);
  for (let row = 0; student && row < student.of.length; row++) {
    const index = student.of[row]!;
    if (index >= 0) table.record(models.length - 1, row, { status: 'valid', ...student.answers[index]!, costUsd: 0 });
    if (turns.isDue()) await turns.next();
  }
  for (const { candidate, row, verdict } of verdicts.values()) {
    const index = indexOf.get(candidate);
    if (index === undefined || row >= model.length || !table.isValid(index, row)) continue;
    table.recordVerdict(index, row, verdict);
    alike?.forEachOther(row, (twin) => {
      table.recordVerdict(index, twin, verdict, false);
    });
  }
  return table;
}
