// Rows of a finished run asked once more, because the user wants to see whether the model says the same. Billed to the run and under its cap, past
// whatever keeps answers. The new answers stand beside the delivered ones: neither the result nor the promise changes by them.
import { makeAskRow } from '../engine/drive/askRow';
import { answerRecord, type Asked } from '../engine/drive/asked';
import { readEarlierAnswers } from '../engine/drive/readEarlierAnswers';
import { createReservationLog } from '../engine/drive/reservationLog';
import { Totals } from '../engine/drive/totals';
import type { RunEvent } from '../engine/events';
import { InputError } from '../engine/inputError';
import type { Row } from '../engine/dataset';
import { answersAtOnce } from '../engine/model';
import { createBudget } from '../engine/money/budget';
import { createRequestCap } from '../engine/money/requestCap';
import { makePrompt } from '../engine/prompt/template';
import { userInstallation } from '../store/installation';
import { readRunState } from '../store/runList';
import { processTurns } from '../store/processTurns';
import { openRun } from '../store/runFolder';
import { datasetOfRunUnchanged } from './datasetOfRun';
import { finishedOf } from './finishedRun';
import type { JobPorts } from './runJob';
import { capOf } from './thresholds';

type Finished = Extract<RunEvent, { type: 'run-finished' }>;

export type AskAgain = {
  /** 0-based; asked one after the other, in the order of the file. */
  readonly rows: readonly number[];
  /** Id of one of the run's models. */
  readonly model: string;
  /** Told of each answer once it is kept. */
  readonly onAnswer?: (row: number, asked: Asked) => void;
};

/**
 * @returns the run's end with the new bill.
 * @throws {InputError} where the run is not finished, or not ours, its dataset changed, or it has no such model or row: nothing is asked then;
 * {ProviderError} as asking does, of kind `budget` or `requests` where the run's cap would be passed; a signal's reason. What was answered and billed
 * until then is journaled all the same.
 */
export async function askAgain(
  runId: string,
  { rows, model: id, onAnswer }: AskAgain,
  ports: Omit<JobPorts, 'concurrency'>,
): Promise<Finished> {
  const installation = ports.installation ?? userInstallation();
  const run = await openRun(ports.runsFolder, runId, undefined, { durability: 'disk' }, { installation });
  try {
    const { folder, journal } = run;
    const { job } = run.manifest;
    const finished = finishedOf(await readRunState(folder, () => undefined));
    // As the journal's readers know them: the reference last.
    const { reference } = finished.promise;
    const models = [
      ...job.models.filter((model) => model.id !== reference),
      ...job.models.filter((model) => model.id === reference),
    ];
    const index = models.findIndex((model) => model.id === id);
    if (index < 0) throw new InputError(`${id} is none of the run's models, so it cannot be asked.`);
    if (!answersAtOnce(models[index]!))
      throw new InputError(
        `${id} does not answer at once (it is asked in batches, or is a person), so it cannot be asked again here.`,
      );
    const dataset = await datasetOfRunUnchanged(folder, run.manifest, installation, ports.storage);
    try {
      const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples, job.models);
      const missing = rows.find((row) => row >= finished.promise.rows);
      if (missing !== undefined)
        throw new InputError(`The run has no row ${String(missing + 1)}; it has ${String(finished.promise.rows)}.`);
      if (prompt === undefined) throw new InputError('The prompt of the run does not fit its dataset any more.');
      const wanted: Row[] = [];
      for await (const row of dataset.rows(Int32Array.from(new Set(rows)).sort())) wanted.push(row);
      const judge = job.judge?.model;
      const totals = new Totals(judge ? [...models, judge] : models);
      const earlier = await readEarlierAnswers(journal, models, finished.promise.rows, totals, {
        judge,
        turns: processTurns,
      });
      const budget = createBudget(
        capOf(job),
        { spentUsd: totals.knownSpentUsd, lost: totals.lost },
        createRequestCap(job.mostRequests, earlier.requests),
      );
      const provider = await ports.openProvider(models[index]!.provider, {
        budget,
        runFolder: folder,
        reservations: createReservationLog(journal, earlier.reservations, totals),
        notify: ports.emit,
      });
      const ask = makeAskRow({
        models: [models[index]!],
        prompt,
        task: job.task,
        providers: [provider],
        isRepeat: true,
        onUnread: (_, paid) => {
          totals.addBillOf(id, paid.billedUsd, paid.usage);
          journal.append({ type: 'unread', model: id, ...paid }).catch(() => undefined);
        },
      });
      await ports.beforeSending?.();
      try {
        for (const row of wanted) {
          ports.signal.throwIfAborted();
          ports.pauseSignal?.throwIfAborted();
          const asked = await ask(0, row, ports.signal, ports.pauseSignal);
          totals.add(index, asked);
          await journal.append(answerRecord('again', id, row.index, asked));
          asked.onKept?.();
          onAnswer?.(row.index, asked);
        }
      } finally {
        // Whatever came of it, the run's end tells what it has cost by now.
        await journal.append({ type: 'event', event: withBill(finished, totals) });
      }
      return withBill(finished, totals);
    } finally {
      await dataset.close();
    }
  } finally {
    await run.close();
  }
}

function withBill(finished: Finished, totals: Totals): Finished {
  const { spentUsd: _, savings: __, possiblyBilledUsd: ___, perModel: before, ...rest } = finished;
  const { spentUsd, possiblyBilledUsd } = totals;
  const { referenceUsd } = finished;
  const perModel = Object.entries(totals.perModel()).map(([id, counted]) => [
    id,
    { ...counted, delivered: before[id]?.delivered ?? 0 },
  ]);
  return {
    ...rest,
    perModel: { ...before, ...Object.fromEntries(perModel) } as Finished['perModel'],
    ...(spentUsd !== undefined && { spentUsd }),
    ...(possiblyBilledUsd > 0 && { possiblyBilledUsd }),
    ...(spentUsd !== undefined && spentUsd > 0 && referenceUsd !== undefined && { savings: referenceUsd / spentUsd }),
  };
}
