// Takes a judge's verdicts of one run over into a new one: they are paid already. A verdict fits when it is about the same two answers, so the reference and the candidate
// are the same models and their answers are taken over, and when it was asked for by the same judge under the same policy and question.
import { isDeepStrictEqual } from 'node:util';
import type { Judge } from '../engine/judge/judge';
import type { Job } from '../engine/job';
import type { JournalRecord } from '../engine/journal';
import { readRecords } from './journalFile';
import { isSameModel } from './resumeRules';
import { journalPath, readManifest } from './runFiles';

export type VerdictRecord = Extract<JournalRecord, { type: 'verdict' }>;

/** Ids in the journal of the run that takes over. */
export type TakingJudge = { readonly judge: string; readonly reference: string };

/**
 * As the taking run will hold them: each billed nothing, once per pair.
 * @param newId ids that the earlier run's models have now; of models that are not the same any more there are none.
 * @param rows of the taking run.
 */
export function* verdictsThatFit(
  fromFolder: string,
  { job }: { readonly job: Job },
  { judge, reference }: TakingJudge,
  newId: ReadonlyMap<string, string>,
  rows: number,
): Generator<VerdictRecord> {
  const { job: was } = readManifest(fromFolder);
  // Labels that rows bring stand for the reference's answers.
  if (!job.judge || !was.judge || !isSameJudge(job.judge, was.judge) || was.gold !== job.gold) return;
  const referenceThen = referenceOf(fromFolder);
  if (referenceThen === undefined || newId.get(referenceThen) !== reference) return;
  const taken = new Set<string>();
  for (const record of readRecords(journalPath(fromFolder), () => undefined)) {
    if (record.type !== 'verdict' || record.verdict.none !== undefined || record.row >= rows) continue;
    const candidate = newId.get(record.candidate);
    const name = `${String(record.row)} ${String(candidate)}`;
    if (candidate === undefined || taken.has(name)) continue;
    taken.add(name);
    const { settles: _, ...paid } = record;
    yield { ...paid, model: judge, candidate, billedUsd: 0, usage: {}, isCached: true };
  }
}

/** Whose answers a run compared with; undefined: it has not begun. What it took over itself stands before its beginning. */
function referenceOf(folder: string): string | undefined {
  for (const record of readRecords(journalPath(folder), () => undefined, { only: 'events' }))
    if (record.type === 'event' && record.event.type === 'run-started') return record.event.reference;
  return undefined;
}

function isSameJudge(one: Judge, other: Judge): boolean {
  const asked = ({ policy, noWorse }: Judge) => [policy?.trim(), noWorse ?? false];
  return isSameModel(one.model, other.model) && isDeepStrictEqual(asked(one), asked(other));
}
