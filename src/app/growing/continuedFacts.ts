// What the run that is continued says beforehand of what going on will cost: answers that rows to be answered have already, what its answers took, and how
// much of the possible saving the table's first run reached.
import { dirname } from 'node:path';
import { isThere } from '../../files/writeFile';
import { answersOfRows } from '../../store/importAnswers';
import { processTurns as turns } from '../../store/processTurns';
import { readManifest, runFolder } from '../../store/runFiles';
import type { AnswersPerModel } from '../answersToTakeOver';
import { outcomeOfTable, type EarlierOutcome } from '../earlierOutcome';
import { usageOfRun, type MeasuredUsage } from '../measuredUsage';
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
  return {
    paid,
    usage: usageOfRun(folder, plan.job.models, (row) => targetsOf(row)[0]),
    outcome: outcomeOfTable(firstRun(folder), plan),
  };
}

/** Of the table: a batch that continues it plans with what earlier ones learned, so that its own bill says less. Undefined where it is gone. */
function firstRun(folder: string): string | undefined {
  // What lies in a folder may say anything, that runs continue one another in a circle too.
  const passed = new Set<string>();
  for (let at = folder; isThere(at) && !passed.has(at);) {
    passed.add(at);
    const { continues } = readManifest(at);
    if (continues === undefined) return at;
    at = runFolder(dirname(at), continues.runId);
  }
  return undefined;
}
