// audit.smartlog of a finished run's folder: what a user makes of pairs of answers, in the audit or against a judge's verdict. A log of the journal's own
// form, apart from the journal: nothing that counts deviations, verdicts or money reads it. The last word about a pair holds.
import { join } from 'node:path';
import type { PersonVerdict } from '../engine/journal';
import { statRegular } from '../files/regularFile';
import { openJournal } from './journal';
import { readRecords } from './journalFile';
import { lockRun } from './runLock';

export const personVerdictsPath = (folder: string) => join(folder, 'audit.smartlog');

export type PersonVerdicts = {
  /** The last word about a candidate's answer to a row; undefined: none. */
  readonly of: (candidate: string, row: number) => Said | undefined;
  /** Every pair that there is a word about, in the order in which the last words came. */
  readonly all: readonly Said[];
};

export type Said = PersonVerdict & { readonly same: boolean };

const nameOf = ({ candidate, row }: Pick<PersonVerdict, 'candidate' | 'row'>) => `${String(row)} ${candidate}`;

/** None where there is no log. Damaged lines are passed over. @param earlier words that were kept elsewhere before the log. @throws {InputError} where the file is no log, or of a newer version. */
export function readPersonVerdicts(folder: string, earlier: readonly PersonVerdict[] = []): PersonVerdicts {
  const path = personVerdictsPath(folder);
  const found = [...earlier];
  if (statRegular(path) !== undefined)
    for (const record of readRecords(path, () => undefined)) if (record.type === 'person-verdict') found.push(record);
  return foldPersonVerdicts(found);
}

function foldPersonVerdicts(records: Iterable<PersonVerdict>): PersonVerdicts {
  const last = new Map<string, Said>();
  for (const { candidate, row, same, isBlind } of records) {
    const name = nameOf({ candidate, row });
    last.delete(name);
    if (same !== undefined) last.set(name, { candidate, row, same, ...(isBlind && { isBlind }) });
  }
  return { of: (candidate, row) => last.get(nameOf({ candidate, row })), all: [...last.values()] };
}

/** On disk when it resolves, under the run's lock for as long as it takes. @throws {RunLocked} while another process writes the run. @throws {DiskError} */
export async function keepPersonVerdicts(folder: string, words: readonly PersonVerdict[]): Promise<void> {
  const lock = lockRun(folder);
  try {
    const log = await openJournal(personVerdictsPath(folder));
    try {
      await Promise.all(words.map((word) => log.append({ type: 'person-verdict', ...word })));
    } finally {
      await log.close();
    }
  } finally {
    lock.release();
  }
}
