// The report files of a run's folder: written when it ends, and anew before somebody opens or exports one, because the user's own check comes after.
import { join } from 'node:path';
import { DiskError } from '../engine/diskError';
import type { OwnCheckFigures } from '../engine/report/ownCheck';
import { isThere } from '../files/writeFile';
import { writeFileAtomically } from '../store/atomicFile';
import { correctionsPath } from '../store/correctionsFile';
import { ownCheckPath } from '../store/ownCheckFile';
import { personVerdictsPath } from '../store/personVerdicts';
import { answeredAgain } from './afterwardsOfRun';
import { readOwnCheck } from './ownCheckFigures';
import { reportsOf } from './reportsOf';

/** @throws {DiskError} */
export async function writeReports(folder: string, ownCheck?: OwnCheckFigures): Promise<void> {
  const reportIn = await reportsOf(folder, ownCheck);
  for (const format of ['html', 'md', 'json'] as const)
    writeFileAtomically(join(folder, `report.${format}`), reportIn(format));
}

/** As `renewReports` beside what is kept already: a report is made again whenever it is asked for, so that one that cannot be written is a note. */
export async function renewReportsOrNote(folder: string, note: (sentence: string) => void): Promise<void> {
  try {
    await renewReports(folder);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    note(`What you did is kept, but the report was not written anew: ${error.message}`);
  }
}

/** With what the user has done since, as it stands; does nothing where that is nothing. @throws {InputError} where it cannot be read. */
export async function renewReports(folder: string): Promise<void> {
  const isChanged =
    isThere(ownCheckPath(folder)) ||
    // Also where every correction was taken back: the report may still tell of it.
    isThere(correctionsPath(folder)) ||
    isThere(personVerdictsPath(folder)) ||
    (await answeredAgain(folder)).length > 0;
  if (isChanged) await writeReports(folder, await readOwnCheck(folder));
}
