// What a run takes on the disk, and making it smaller: its answers can be deleted while its report, and what it came to, stay.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../engine/inputError';
import { discardFile, isThere, removeFile, replaceFile } from '../files/writeFile';
import { statRegular } from '../files/regularFile';
import { deliveryPath } from './deliveryFile';
import { toDiskError } from './diskError';
import { headerLine, readRecords } from './journalFile';
import { encodeRecord, JournalLines } from './journalLine';
import { journalPath, readManifest } from './runFiles';
import { lockRun } from './runLock';

/** Beside the journal of a run whose answers were deleted: it is not gone on with, since all would be asked again. */
const deletedAnswersPath = (folder: string) => join(folder, 'answers-deleted');

/** Bytes of all files of the folder; what cannot be looked at counts nothing. */
export function runBytes(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    try {
      bytes += statRegular(join(folder, name))?.size ?? 0;
    } catch {
      // A link, or a folder that is none of ours.
    }
  }
  return bytes;
}

/**
 * Deletes every answer of a finished run; its manifest, its decisions and its reports stay.
 * @throws {InputError} for a run that is not finished, or is being written.
 * @throws {DiskError} where the folder cannot be written; the answers are still there then.
 */
export function deleteAnswers(folder: string): void {
  const { runId } = readManifest(folder);
  const lock = lockRun(folder);
  try {
    const events = [...readRecords(journalPath(folder), () => undefined, { only: 'events' })];
    if (!events.some((record) => record.type === 'event' && record.event.type === 'run-finished'))
      throw new InputError(
        `Run ${runId} is not finished, and its answers are paid for; delete the whole run, or finish it.`,
      );
    replaceFile(deletedAnswersPath(folder), '');
    const lines = new JournalLines();
    for (const record of events) lines.add(encodeRecord(record));
    try {
      replaceFile(journalPath(folder), Buffer.concat([headerLine, lines.take()]));
    } catch (error) {
      // The answers are still there: the run can be gone on with.
      discardFile(deletedAnswersPath(folder));
      throw error;
    }
    removeFile(deliveryPath(folder));
  } catch (error) {
    throw error instanceof InputError ? error : toDiskError(error, folder);
  } finally {
    lock.release();
  }
}

/** @throws {InputError} with the way out. */
export function assertHasAnswers(folder: string, runId: string): void {
  if (isThere(deletedAnswersPath(folder)))
    throw new InputError(
      `The answers of run ${runId} were deleted, so that it cannot be gone on with; start a new run.`,
    );
}
