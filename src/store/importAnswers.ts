// Takes answers of one run over into a new one: they are paid already. An answer fits when the dataset, prompt and task are the same and the
// model (provider, model id, settings) is. Failures are left behind, so that they are tried again.
import { InputError } from '../engine/inputError';
import type { JournalRecord } from '../engine/journal';
import { openJournal } from './journal';
import { readRecords } from './journalFile';
import type { RunManifest } from './manifest';
import { isSameModel, questionDifferences } from './resumeRules';
import { journalPath, readManifest } from './runFiles';

type AnswerRecord = Extract<JournalRecord, { type: 'answer' }>;

const appendsAtOnce = 10_000;

/**
 * @returns how many answers were taken over.
 * @throws {InputError} when the runs ask different questions.
 */
export async function importAnswers(fromFolder: string, intoFolder: string, into: RunManifest): Promise<number> {
  const from = readManifest(fromFolder);
  const differences = questionDifferences(from, into.job, into.dataset);
  if (differences.length > 0)
    throw new InputError(`Answers of run ${from.runId} cannot be taken over: ${differences.join('; ')}.`);
  const journal = openJournal(journalPath(intoFolder));
  let imported = 0;
  try {
    for (const record of fitting(journalPath(fromFolder), from, into)) {
      const written = journal.append(record);
      if (++imported % appendsAtOnce === 0) await written;
    }
  } finally {
    await journal.close();
  }
  return imported;
}

function* fitting(path: string, from: RunManifest, into: RunManifest): Generator<AnswerRecord> {
  const newId = new Map<string, string>();
  for (const model of from.job.models) {
    const same = into.job.models.find((candidate) => isSameModel(candidate, model));
    if (same) newId.set(model.id, same.id);
  }
  const rows = Math.min(into.job.limit ?? Infinity, into.dataset.rowCount);
  const takenOf = new Map<string, Uint8Array>();
  for (const record of readRecords(path, () => undefined)) {
    if (record.type !== 'answer' || record.answer.status === 'failed' || record.row >= rows) continue;
    const model = newId.get(record.model);
    if (model === undefined) continue;
    let taken = takenOf.get(model);
    if (!taken) takenOf.set(model, (taken = new Uint8Array(rows)));
    if (taken[record.row] !== 0) continue;
    taken[record.row] = 1;
    const { settles: _, ...paid } = record;
    yield { ...paid, model, billedUsd: 0, usage: {}, isCached: true };
  }
}
