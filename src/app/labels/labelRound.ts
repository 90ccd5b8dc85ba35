// The round of labels that a run waits for: which rows, and which of them have been labelled by now. Read from the journal, which is where labels go.
import type { Answer } from '../../engine/answerTable';
import type { LabelsWanted } from '../../engine/events';
import { InputError } from '../../engine/inputError';
import { isPerson, type Model } from '../../engine/model';
import { readRecords } from '../../store/journalFile';
import { journalPath, readManifest } from '../../store/runFiles';

/** A label that is in the journal, and who gave it. */
export type GivenLabel = { readonly answer: Answer; readonly by?: string | undefined };

export type LabelRound = {
  readonly person: Model;
  /** What the run asked for last; absent: nothing yet, or it is finished. */
  readonly asked?: LabelsWanted;
  /** Rows that still wait, ascending. */
  readonly open: readonly number[];
  /** All labels of the run, by row. */
  readonly given: ReadonlyMap<number, GivenLabel>;
};

/** @throws {InputError} where the run asks no person. */
export function labelRoundOf(folder: string): LabelRound {
  const { job, runId } = readManifest(folder);
  const person = job.models.find(isPerson);
  if (!person)
    throw new InputError(
      `Run ${runId} asks no person for labels: its ladder has nobody with "provider": "person" (docs/ladder.md).`,
    );
  let asked: LabelsWanted | undefined;
  const given = new Map<number, { answer: Answer; by?: string | undefined }>();
  const names = new Map<number, string>();
  for (const record of readRecords(journalPath(folder), () => undefined)) {
    if (record.type === 'labelled' && record.by !== undefined) names.set(record.row, record.by);
    else if (record.type === 'answer' && record.model === person.id && !isReplaced(given.get(record.row)))
      given.set(record.row, { answer: record.answer, by: names.get(record.row) });
    else if (record.type === 'event' && record.event.type === 'labels-wanted') asked = record.event;
    else if (record.type === 'event' && record.event.type === 'run-finished') asked = undefined;
  }
  const open = (asked?.rows ?? []).filter((row) => !isReplaced(given.get(row)) && !given.has(row));
  return { person, ...(asked && { asked }), open, given };
}

/** The first label counts; one that said "no label" gives way to a later one, as an unreadable answer of a model does. */
const isReplaced = (label: GivenLabel | undefined) => label?.answer.status === 'valid';
