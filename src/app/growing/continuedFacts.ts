// What the run that is continued says beforehand of what going on will cost: answers that rows to be answered have already, what its answers took, and how
// much of the possible saving the table's first run reached.
import { dirname } from 'node:path';
import { isThere } from '../../files/writeFile';
import { answersOfRows, sameModels } from '../../store/importAnswers';
import { readRecords } from '../../store/journalFile';
import { processTurns as turns } from '../../store/processTurns';
import { journalPath, readManifest, runFolder } from '../../store/runFiles';
import type { AnswersPerModel } from '../answersToTakeOver';
import { outcomeOfTable, type EarlierOutcome } from '../earlierOutcome';
import { measuredAnswer, mostMeasured, type MeasuredAnswer, type MeasuredUsage } from '../measuredUsage';
import type { JobPlan } from '../planJob';
import type { Targets } from './continueTable';

export type ContinuedFacts = {
  /** Of rows that are answered now. */
  readonly paid: AnswersPerModel;
  readonly usage: MeasuredUsage;
  /** Undefined where the table's first run is gone, or says nothing about this one. */
  readonly outcome: EarlierOutcome | undefined;
};

/** @param plan with the rows that are carried. @param folder of the run that is continued. */
export async function continuedFacts(plan: JobPlan, folder: string, targetsOf: Targets): Promise<ContinuedFacts> {
  const paid = new Map<string, number>();
  const isOpen = (row: number) => (plan.carried?.model[row] ?? -1) < 0;
  for (const { type, model, row } of answersOfRows(folder, plan, targetsOf)) {
    if (turns.isDue()) await turns.next();
    if (type === 'answer' && isOpen(row)) paid.set(model, (paid.get(model) ?? 0) + 1);
  }
  return { paid, usage: usageOf(plan, folder, targetsOf), outcome: outcomeOfTable(firstRun(folder), plan) };
}

/** Answers to rows that are still there, as they are numbered now. */
function usageOf({ job }: JobPlan, folder: string, targetsOf: Targets): MeasuredUsage {
  const newId = sameModels(readManifest(folder), job.models);
  const found = new Map<string, MeasuredAnswer[]>();
  for (const record of readRecords(journalPath(folder), () => undefined)) {
    if (record.type !== 'answer') continue;
    const model = newId.get(record.model);
    const [row] = targetsOf(record.row);
    const answer = model === undefined || row === undefined ? undefined : measuredAnswer(row, record.usage);
    if (!answer) continue;
    const answers = found.get(model!) ?? [];
    if (answers.length < mostMeasured) answers.push(answer);
    found.set(model!, answers);
  }
  return found;
}

/** Of the table: a batch that continues it plans with what earlier ones learned, so that its own bill says less. */
function firstRun(folder: string): string | undefined {
  let at = folder;
  for (;;) {
    const { continues } = readManifest(at);
    if (continues === undefined) return at;
    at = runFolder(dirname(at), continues.runId);
    if (!isThere(at)) return undefined;
  }
}
