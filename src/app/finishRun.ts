// The end of a run: counts what was delivered, writes the result file and the reports, and tells the promise. Nothing is asked any more,
// unless the caller can afford to check every row against the reference.
import { join } from 'node:path';
import type { OverwriteRule } from '../datasets/results/outputPath';
import { writeResults } from '../datasets/results/writeResults';
import type { AskRow } from '../engine/drive/asked';
import type { DriveResult } from '../engine/drive/drive';
import { referenceCostUsd } from '../engine/drive/referenceCost';
import type { Totals } from '../engine/drive/totals';
import type { RunEvent, RunPromise } from '../engine/events';
import { isPerson, isUnpriced } from '../engine/model';
import { basisOf } from '../engine/promise/clauses';
import { newRowsOf, unansweredRows } from '../engine/certified/carriedRows';
import { failedBecause } from '../engine/report/failedBecause';
import { allowedDeviations, studentId } from '../engine/strategy';
import { countUnlabelled, isUnlabelled } from '../engine/strategies/unlabelled';
import { appendCorrection, readCorrections } from '../store/correctionsFile';
import { formatDelivery, writeDelivery } from '../store/deliveryFile';
import { discardRowFacts } from '../store/rowFactsFile';
import type { OpenRun } from '../store/runFolder';
import type { EarlierRuns } from './earlierRuns';
import { keepTable } from './growing/keepTable';
import { checkAllRows } from './checkAllRows';
import type { JobPlan } from './planJob';
import { readOwnCheck } from './ownCheckFigures';
import { keptPromise } from './promiseKinds';
import { resultValues } from './resultValues';
import { studentAnswers } from './studentAnswers';
import { writeReports } from './writeReports';
import { othersFirst } from '../store/processTurns';

export type Driven = Extract<DriveResult, { state: 'finished' }>;

export type Finishing = {
  readonly plan: JobPlan;
  readonly run: OpenRun;
  readonly driven: Driven;
  readonly totals: Totals;
  readonly ask: AskRow;
  readonly tell: (event: RunEvent) => Promise<void>;
  /** Shown and not journaled. */
  readonly note: (message: string) => void;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  readonly elapsedMs: number;
  readonly overwrite: OverwriteRule;
  readonly checkAll: boolean;
  /** Labels that a person gave for this run; 0 where no person is asked. */
  readonly labelsGiven: number;
  /** Runs of the same table before this one, by this installation. */
  readonly earlierRuns: EarlierRuns;
  readonly selfAgreement: FinishedFiles['finished']['selfAgreement'];
};

export type FinishedFiles = {
  readonly output: string;
  /** Undefined: it could not be written, which was told. */
  readonly report?: string;
  readonly finished: Extract<RunEvent, { type: 'run-finished' }>;
  /** Where every row was checked: those that differ. */
  readonly deviatingRows?: readonly number[];
};

export async function finishRun(finishing: Finishing): Promise<FinishedFiles> {
  const { plan, run, driven, totals } = finishing;
  const { job, problem, models } = plan;
  run.assertHeld();
  const { reference, rowCount } = problem;
  // Of a run that was finished before, and corrected: whoever wanted the corrections in its result wants them in this one.
  const corrections = readCorrections(run.folder);
  await othersFirst();
  const { names, valuesOf, notes } = resultValues(job.columns, {
    ...{ task: job.task, models: [...models.map(({ id }) => id), studentId], reference, rowCount, ...driven },
    isBillKnown: (model) => totals.isBillKnown(model),
    hasLabel: (row) => plan.labels?.labelOf(row) !== undefined,
    ...(corrections.isDelivered && { corrections: corrections.of }),
  });
  const written = await writeResults({
    dataset: plan.dataset,
    outPath: plan.outPath,
    columns: names,
    valuesOf,
    rowCount,
    escapeFormulas: job.escapeFormulas,
    overwrite: finishing.overwrite,
    ifTaken: 'next-free',
    announce: run.announceOutput,
  });
  run.recordOutput(written.path, written.sha256);
  if (corrections.isDelivered) await appendCorrection(run.folder, { type: 'corrections-delivered', isDelivered: true });
  for (const message of [...notes(), ...written.warnings]) await finishing.tell({ type: 'noted', message });

  await othersFirst();
  const failedRows = driven.delivery.model.reduce((count, model) => count + (model < 0 ? 1 : 0), 0);
  const checked = finishing.checkAll
    ? await checkAllRows(plan, driven, finishing.ask, finishing.signal, finishing.concurrency)
    : undefined;
  const { spentUsd } = totals;
  const { referenceUsd, duplicatesUsd } = await referenceAlone(finishing, checked);
  await othersFirst();
  // What the panel's grid and "why this model?" read.
  const student = studentAnswers(problem, driven);
  const delivered = [...models.map(({ id }) => id), ...(student ? [studentId] : [])];
  await othersFirst();
  run.assertHeld();
  await writeDelivery(run.folder, formatDelivery(driven.delivery, delivered, problem.twins, student));
  run.assertHeld();
  await keepTable(run.folder, run.manifest.runId, plan, driven);
  discardRowFacts(run.folder);
  await othersFirst();
  const report = join(run.folder, 'report.html');
  const finished: FinishedFiles['finished'] = {
    type: 'run-finished',
    promise: promiseOf(finishing, failedRows),
    perModel: {
      // What follows the ladder's models is the student's, and no judge's.
      ...totals.perModel(driven.delivered.slice(0, models.length)),
      ...(student && { [studentId]: { asked: 0, delivered: driven.delivered[models.length]!, costUsd: 0 } }),
    },
    ...(spentUsd !== undefined && { spentUsd }),
    ...(totals.possiblyBilledUsd > 0 && { possiblyBilledUsd: totals.possiblyBilledUsd }),
    ...(referenceUsd !== undefined && { referenceUsd }),
    ...(duplicatesUsd !== undefined && duplicatesUsd > 0 && { duplicatesUsd }),
    ...(spentUsd !== undefined && spentUsd > 0 && referenceUsd !== undefined && { savings: referenceUsd / spentUsd }),
    failedRows,
    ...(failedRows > 0 && { failedBecause: failedBecause(problem, driven) }),
    elapsedMs: finishing.elapsedMs,
    output: written.path,
    outputSha256: written.sha256,
    report,
    ...(checked && { checked: { rows: checked.rows, deviating: checked.deviatingRows.length } }),
    ...(finishing.selfAgreement && { selfAgreement: finishing.selfAgreement }),
  };
  await finishing.tell(finished);
  const isReported = await wroteReports(finishing);
  return {
    output: written.path,
    ...(isReported && { report }),
    finished,
    ...(checked && { deviatingRows: checked.deviatingRows }),
  };
}

/**
 * Dollars that the reference alone would have cost on the run's distinct rows, and on identical ones on top; undefined: not known.
 * @param checked of a run whose every row was checked.
 */
async function referenceAlone(
  { plan, driven, totals }: Finishing,
  checked: { readonly referenceUsd?: number | undefined } | undefined,
): Promise<{ readonly referenceUsd: number | undefined; readonly duplicatesUsd: number | undefined }> {
  const { problem } = plan;
  const { reference, models } = problem;
  const unanswered = unansweredRows(problem);
  const costOf = (rows: 'all' | 'distinct') => {
    const count = unanswered[rows];
    const ofChecked =
      checked?.referenceUsd === undefined ? undefined : (checked.referenceUsd * count) / problem.rowCount;
    // Stand-ins are no dollars.
    if (isUnpriced(models[reference]!)) return undefined;
    if (models[reference]!.price.type === 'cpu') return totals.estimateUsd(reference, count) ?? ofChecked;
    if (!totals.isBillKnown(reference)) return undefined;
    return referenceCostUsd(problem, driven.table, driven.delivery, rows) ?? ofChecked;
  };
  const hasDuplicates = unanswered.distinct < unanswered.all;
  await othersFirst();
  const referenceUsd = costOf(hasDuplicates ? 'distinct' : 'all');
  await othersFirst();
  const allUsd = hasDuplicates ? costOf('all') : undefined;
  return {
    referenceUsd,
    duplicatesUsd: allUsd === undefined || referenceUsd === undefined ? undefined : allUsd - referenceUsd,
  };
}

/** All is paid, delivered and told: a report that cannot be written is a note and no failure. */
async function wroteReports({ run, note }: Finishing): Promise<boolean> {
  try {
    // There is one already where failed rows were asked again; a damaged one must not keep the run from its end.
    await writeReports(run.folder, await readOwnCheck(run.folder).catch(() => undefined));
    return true;
  } catch (error) {
    note(
      `The run is finished and its results are there, but the report was not written: ${(error as Error).message} Resume the run to write it; nothing is asked again.`,
    );
    return false;
  }
}

function promiseOf(finishing: Finishing, failedRows: number): RunPromise {
  const { plan, driven, earlierRuns } = finishing;
  const { job, problem, models } = plan;
  const judge = plan.judging?.judge;
  const { reference, rowCount, looser } = problem;
  const { delivery, table } = driven;
  const isAllReference = delivery.model.every(
    (model, row) => model < 0 || model === reference || isUnlabelled(delivery, row),
  );
  const accuracy = delivery.accuracy ?? job.accuracy;
  const unlabelled = countUnlabelled(delivery);
  const covered = rowCount - failedRows - unlabelled;
  const other = keptPromise(job, driven);
  const { carried } = plan;
  const ownAllowed = delivery.plan?.allowed ?? 0;
  let unreadable = 0;
  for (let row = 0; row < rowCount; row++)
    if (delivery.model[row]! < 0 && table.statusOf(reference, row) === 'invalid') unreadable++;
  return {
    rows: rowCount,
    covered,
    // Of a table that has grown the batches' allowances add up to no more than this.
    allowed: other?.off ?? (carried ? carried.allowed + ownAllowed : allowedDeviations(accuracy, covered)),
    unreadable,
    accuracy: other === undefined ? accuracy : 1 - other.off / Math.max(1, covered),
    ...other?.promised,
    ...(looser && { thresholds: [problem.accuracy, ...looser] }),
    ...(job.atMost !== undefined && { atMostUsd: job.atMost }),
    confidence: job.confidence,
    reference: models[reference]!.id,
    ...(judge && { judge: { id: judge.model.id, ...(judge.noWorse && { noWorse: true }), ...table.verdictCounts() } }),
    basis: isAllReference ? 'certain' : basisOf(job.strategy),
    ...(isPerson(models[reference]!) && { person: { labels: finishing.labelsGiven, unlabelled } }),
    ...(!carried && plan.distinctRows < rowCount && { distinctRows: plan.distinctRows }),
    ...(carried && {
      batch: {
        rows: newRowsOf(problem),
        allowed: ownAllowed,
        kept: rowCount - newRowsOf(problem),
        continues: carried.from,
        ...(carried.grown && { isWholeTable: true as const }),
      },
    }),
    ...(earlierRuns.count > 0 && { earlierRuns: earlierRuns.count }),
    ...(earlierRuns.hadSeed && { repeatsDraw: true as const }),
    ...(plan.labels && {
      labelled: { rows: plan.labels.rows.length, column: job.gold!, areRandom: plan.labels.areRandom },
    }),
  };
}
