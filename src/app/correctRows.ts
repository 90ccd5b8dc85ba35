// What the user puts in place of delivered answers of a finished run, from outside the panel: checked as the task reads answers, kept apart from the
// models', all of it or nothing. The result file is written with it by deliverCorrections.ts.
import { InputError } from '../engine/inputError';
import { makeAnswerParser } from '../engine/task/parseAnswer';
import type { Task } from '../engine/task/task';
import { appendCorrections, readCorrections } from '../store/correctionsFile';
import type { StoredDelivery } from '../store/deliveryFile';
import { readManifest } from '../store/runFiles';
import { lockRun } from '../store/runLock';
import { deliveredAnswers, deliveryOfFinished, type DeliveredAnswer } from './deliveredAnswers';

export type RowCorrection = {
  /** 0-based. */
  readonly row: number;
  /** Absent: the delivered answer holds again. */
  readonly text?: string;
  /** File and line that it comes from, for what is wrong with it. */
  readonly where?: string;
};

export type CorrectedRow = {
  /** 0-based. */
  readonly row: number;
  readonly answer: string;
  /** What was delivered, and by which model; absent where the row has no answer. */
  readonly delivered?: DeliveredAnswer;
};

/**
 * On disk when it resolves.
 * @throws {InputError} where the run is not finished or another process writes it, and naming the first row that it does not have, or answer that the task
 * does not read: then nothing is kept. {DiskError}
 */
export async function correctRows(folder: string, wanted: readonly RowCorrection[]): Promise<void> {
  const delivery = await deliveryOfFinished(folder);
  const { job } = readManifest(folder);
  const records = wanted.map((correction) => recordOf(correction, delivery, job.task));
  const lock = lockRun(folder);
  try {
    await appendCorrections(folder, records);
  } finally {
    lock.release();
  }
}

/** Those that hold now, in the order of the file. @throws {InputError} where the run is not finished. */
export async function correctedRows(folder: string): Promise<readonly CorrectedRow[]> {
  const { of } = readCorrections(folder);
  if (of.size === 0) return [];
  const deliveredOf = await deliveredAnswers(folder);
  return [...of]
    .sort(([a], [b]) => a - b)
    .map(([row, answer]) => {
      const delivered = deliveredOf(row);
      return { row, answer, ...(delivered && { delivered }) };
    });
}

function recordOf({ row, text, where }: RowCorrection, { model }: StoredDelivery, task: Task) {
  const before = where === undefined ? '' : `${where}: `;
  if (row >= model.length)
    throw new InputError(`${before}The run has no row ${String(row + 1)}; it has ${String(model.length)}.`);
  if (text === undefined) return { type: 'correction', row } as const;
  const read = makeAnswerParser(task)(text);
  if (read.type !== 'valid')
    throw new InputError(`${before}${JSON.stringify(text.slice(0, 80))} is no answer to the question: ${read.reason}`);
  return { type: 'correction', row, text: read.answer } as const;
}
