// What a run keeps and tells before it asks anything: the labels that rows brought, what the run is, and what there is to know of it.
import type { RunEvent } from '../engine/events';
import { promisedBy } from '../engine/promise/kinds';
import { reason } from '../engine/reasons';
import { allowedDeviations, allowedNow } from '../engine/strategy';
import type { OpenRun } from '../store/runFolder';
import { takenSentence } from './answersToTakeOver';
import { carriedSentence } from './growing/carriedSentence';
import { askedModels } from './judging';
import type { JobPlan } from './planJob';
import { unpricedIds } from './rowCosts';
import type { JobPorts, RunOptions } from './runJob';
import { capOf } from './thresholds';

/** The labels that rows brought, less those that an earlier session kept: who reads the run later may not have the dataset. */
export async function keepLabels({ labels }: JobPlan, kept: number, journal: OpenRun['journal']): Promise<void> {
  if (!labels) return;
  let written: Promise<void> | undefined;
  for (const row of labels.rows.subarray(kept))
    written = journal.append({ type: 'label', row, answer: labels.labelOf(row)! });
  await written;
}

/** What the run is, and what there is to know before it asks. */
export async function tellBeginning(
  plan: JobPlan,
  run: OpenRun,
  tell: (event: RunEvent) => Promise<void>,
  ports: JobPorts,
  options: RunOptions,
): Promise<void> {
  const { job, models, problem, dataset } = plan;
  const cap = capOf(job);
  await tell({
    type: 'run-started',
    runId: run.manifest.runId,
    dataset: dataset.name,
    rows: problem.rowCount,
    distinctRows: plan.distinctRows,
    models: models.map((model) => model.id),
    reference: models[problem.reference]!.id,
    strategy: job.strategy,
    accuracy: job.accuracy,
    confidence: job.confidence,
    allowed: plan.carried
      ? plan.carried.allowed + allowedNow(problem, job.accuracy, problem.rowCount)
      : allowedDeviations(job.accuracy, problem.rowCount),
    seed: problem.seed,
    ...promisedBy(job.task),
    ...(cap !== undefined && { budgetUsd: cap }),
    ...(job.mostRequests !== undefined && { mostRequests: job.mostRequests }),
    isResumed: options.resume !== undefined,
    ...(options.until && { until: options.until }),
    ...(problem.scannedRows !== undefined && { isScanned: true as const }),
  });
  if (run.hasForeignAnswers)
    await tell({
      type: 'noted',
      message:
        'The run uses answers that this installation of SMART did not write. The promise holds as far as they are what the models answered.',
    });
  const unpriced = unpricedIds(askedModels(plan));
  const notes = [
    ...plan.warnings,
    ...(options.answersOf === undefined ? [] : [takenSentence(run.imported, options.answersOf)]),
    ...(plan.carried && options.resume === undefined ? [carriedSentence(plan.carried, problem.rowCount)] : []),
    ...(unpriced.length > 0 ? [reason('no-price', { models: unpriced })] : []),
  ];
  // Not journaled: a resumed run finds them again.
  for (const message of notes) ports.emit({ type: 'noted', message });
}
