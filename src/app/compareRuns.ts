// Two runs in their folders, read for a comparison (engine/report/compareRuns.ts). Nothing is written.
import { compareRuns, type DeliveredAnswer, type RunComparison, type RunToCompare } from '../engine/report/compareRuns';
import { InputError } from '../engine/inputError';
import { equivalence } from '../engine/task/parseAnswer';
import type { Task } from '../engine/task/task';
import { readDelivery } from '../store/deliveryFile';
import { readManifest } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { readAnswers } from './readAnswers';

/** A row that has another answer, or an answer in one run alone. */
export type ChangedRow = {
  /** From 0. */
  readonly row: number;
  /** Undefined: the run has no answer to it. */
  readonly before?: Omit<DeliveredAnswer, 'key'>;
  readonly after?: Omit<DeliveredAnswer, 'key'>;
};

export type ComparedRuns = {
  readonly comparison: RunComparison;
  /** Ascending. */
  readonly changedRows: Int32Array;
  readonly changedRow: (row: number) => ChangedRow;
};

/** @throws {InputError} where one is not finished, is no run, or read other rows. */
export async function compareRunFolders(beforeFolder: string, afterFolder: string): Promise<ComparedRuns> {
  const before = await readRun(beforeFolder);
  const after = await readRun(afterFolder);
  const isSameTask = JSON.stringify(before.task) === JSON.stringify(after.task);
  const { comparison, changedRows } = compareRuns(
    before.run,
    after.run,
    isSameTask ? equivalence(after.task) : undefined,
  );
  return {
    comparison,
    changedRows,
    changedRow: (row) => {
      const [one, other] = [shown(before.run.answerAt(row)), shown(after.run.answerAt(row))];
      return { row, ...(one && { before: one }), ...(other && { after: other }) };
    },
  };
}

const shown = (answer: DeliveredAnswer | undefined) => answer && { text: answer.text, model: answer.model };

async function readRun(folder: string): Promise<{ readonly run: RunToCompare; readonly task: Task }> {
  const { runId, createdAt, dataset, job } = readManifest(folder);
  const { finished } = await readRunState(folder, () => undefined);
  const delivery = await readDelivery(folder);
  if (finished === undefined || delivery === undefined)
    throw new InputError(`Run ${runId} is not finished, so it has no answers to compare yet; resume it first.`);
  const table = await readAnswers(folder, delivery, job.task);
  const answerAt = (row: number) => {
    const index = delivery.model[row]!;
    const [text, key] = index < 0 ? [] : [table.textOf(index, row), table.textKeyOf(index, row)];
    return text === undefined || key === undefined ? undefined : { text, key, model: delivery.models[index]! };
  };
  const { spentUsd, referenceUsd, duplicatesUsd, possiblyBilledUsd, promise, failedRows } = finished;
  const run = {
    runId,
    createdAt,
    dataset,
    prompt: job.prompt,
    models: job.models.map(({ id }) => id),
    reference: promise.reference,
    strategy: job.strategy,
    rows: delivery.model.length,
    failedRows,
    costs: { spentUsd, referenceUsd, duplicatesUsd, possiblyBilledUsd },
    promise,
    answerAt,
  };
  return { run, task: job.task };
}
