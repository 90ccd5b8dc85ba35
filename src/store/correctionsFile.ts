// corrections.smartlog of a finished run's folder: what a user put in place of delivered answers. A log of the journal's own form, apart from
// the journal: nothing that counts answers, agreement or money reads it. The last word about a row holds.
import { join } from 'node:path';
import type { JournalRecord } from '../engine/journal';
import { statRegular } from '../files/regularFile';
import { openJournal } from './journal';
import { readRecords } from './journalFile';
import { lockRun } from './runLock';

export const correctionsPath = (folder: string) => join(folder, 'corrections.smartlog');

type CorrectionRecord = Extract<JournalRecord, { type: 'correction' | 'corrections-delivered' }>;

export type Corrections = {
  /** By row (0-based), the answer as the task reads it. */
  readonly of: ReadonlyMap<number, string>;
  /** The user wants them in the result. */
  readonly isDelivered: boolean;
  /** The result as it was written last holds just these, or none where none are wanted. */
  readonly isCurrent: boolean;
};

/** None where there is no log. Damaged lines are passed over. @throws {InputError} where the file is no log, or of a newer version. */
export function readCorrections(folder: string): Corrections {
  const path = correctionsPath(folder);
  const of = new Map<number, string>();
  let isDelivered = false;
  let isCurrent = true;
  if (statRegular(path) !== undefined)
    for (const record of readRecords(path, () => undefined)) {
      if (record.type === 'correction') {
        if (record.text === undefined) of.delete(record.row);
        else of.set(record.row, record.text);
        isCurrent = !isDelivered;
      }
      if (record.type === 'corrections-delivered') {
        ({ isDelivered } = record);
        isCurrent = true;
      }
    }
  return { of, isDelivered, isCurrent };
}

/** On disk when it resolves. Whoever calls it holds the run's lock. @throws {DiskError} */
export const appendCorrection = (folder: string, record: CorrectionRecord) => appendCorrections(folder, [record]);

/** The same for several, in their order. @throws {DiskError} */
export async function appendCorrections(folder: string, records: readonly CorrectionRecord[]): Promise<void> {
  const log = await openJournal(correctionsPath(folder));
  try {
    await Promise.all(records.map((record) => log.append(record)));
  } finally {
    await log.close();
  }
}

/** The same under the run's lock, for as long as it takes. @throws {RunLocked} while another process writes the run. */
export async function keepCorrection(folder: string, record: CorrectionRecord): Promise<void> {
  const lock = lockRun(folder);
  try {
    await appendCorrection(folder, record);
  } finally {
    lock.release();
  }
}
