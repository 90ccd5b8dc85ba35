// What the user did with a finished run, counted from its folder.
import type { Afterwards } from '../engine/report/afterwards';
import type { JournalRecord } from '../engine/journal';
import { readCorrections } from '../store/correctionsFile';
import { readRecordsInTurns } from '../store/journalFile';
import { readPersonVerdicts } from '../store/personVerdicts';
import { journalPath } from '../store/runFiles';
import { overruledOf } from './auditOfRun';

export type AnsweredAgain = Extract<JournalRecord, { type: 'again' }>;

/** In the order in which they were asked. */
export async function answeredAgain(folder: string): Promise<readonly AnsweredAgain[]> {
  const found: AnsweredAgain[] = [];
  for await (const record of readRecordsInTurns(journalPath(folder), () => undefined, { only: 'objects' }))
    if (record.type === 'again') found.push(record);
  return found;
}

/** Undefined: nothing was done. */
export async function afterwardsOfRun(folder: string): Promise<Afterwards | undefined> {
  const { of, isDelivered, isCurrent } = readCorrections(folder);
  const again = await answeredAgain(folder);
  const overruled = overruledOf(readPersonVerdicts(folder));
  if (of.size === 0 && again.length === 0 && overruled.same + overruled.different === 0) return undefined;
  const againUsd = again.reduce((sum, { billedUsd }) => sum + (billedUsd ?? NaN), 0);
  return {
    corrected: of.size,
    isInResult: isDelivered && isCurrent,
    askedAgain: again.length,
    overruled,
    ...(!Number.isNaN(againUsd) && { againUsd }),
  };
}
