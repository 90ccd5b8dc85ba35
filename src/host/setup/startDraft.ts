// From a finished draft to a run under way: last checks, the one modal question with rows, models, money and hosts, and the panel's change
// to the run.
import * as vscode from 'vscode';
import { scannedRows } from '../../engine/certified/scanning';
import { unpricedIds } from '../../app/rowCosts';
import { makePrompt, sentColumns } from '../../engine/prompt/template';
import { InputError } from '../../engine/inputError';
import type { Job } from '../../engine/job';
import type { SetupFeedback } from '../../protocol';
import type { Ladder } from '../../providers/ladder';
import type { Host, RunSummary } from '../host';
import { destinationsOf } from '../runs/destinations';
import { formatCount, formatUsd } from '../figures';
import { showRun } from '../panel/showRun';
import { assertTrusted, runsFolderFor, startRun, type StartOptions } from '../runs/startRun';
import type { RunController } from '../runs/runController';
import { capText, uncappable, unlimited, withoutCap } from '../runs/cap';
import type { Setup } from './setup';

export type StartExtras = Pick<StartOptions, 'onFinished' | 'answersOf' | 'until'>;

/** @returns false when the user declined. @throws {InputError} when the draft cannot run. */
export async function startDraft(
  host: Host,
  setup: Setup,
  job: Job,
  feedback: SetupFeedback,
  extras: StartExtras = {},
): Promise<boolean> {
  const run = await startConfirmed(host, setup, job, feedback, extras);
  if (run === undefined) return false;
  showRun(host, run, setup.ladder());
  return true;
}

/** The same without showing the panel. */
export async function startConfirmed(
  host: Host,
  setup: Setup,
  job: Job,
  feedback: SetupFeedback,
  extras: StartExtras = {},
): Promise<RunController | undefined> {
  assertTrusted();
  const wrong = feedback.problems.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new InputError(wrong.map(({ message }) => message).join(' '));
  const ladder = setup.ladder();
  const summary = summaryOf(setup, job, feedback, ladder, extras.until);
  if (!(await host.confirm(summary))) return undefined;
  const run = startRun(host, uncappable(job) === undefined ? job : withoutCap(job), {
    ladder,
    runsFolder: runsFolderFor(host, job.dataset),
    datasetHash: setup.dataset.hash,
    ...extras,
  });
  await run.begun;
  // What keeps a run from beginning is mended in the form, not on the run's page.
  const outcome = run.runId() === undefined ? await run.ended() : undefined;
  if (outcome?.type === 'failed') throw outcome.error;
  return run;
}

/** @param until a scan asks about a few rows only. */
export function summaryOf(setup: Setup, job: Job, feedback: SetupFeedback, ladder: Ladder, until?: 'plan'): RunSummary {
  const { prompt } = makePrompt(job.prompt, setup.dataset.columns, job.task, job.examples, job.models);
  const unpriced = unlimited(job);
  return {
    dataset: setup.dataset.name,
    rows: until ? Math.min(scannedRows, feedback.rows) : feedback.rows,
    ...(until && { until }),
    models: job.models.map(({ id }) => id),
    reference: feedback.referenceId ?? job.reference ?? '',
    destinations: destinationsOf(job, ladder),
    columns: prompt ? sentColumns(prompt, job.models) : [],
    money: until ? capText(job) : moneyOf(job, feedback),
    files: { dataset: job.dataset, ...(job.out !== undefined && { output: job.out }) },
    ...(feedback.takenOver && { takenOver: feedback.takenOver.answers }),
    ...(unpriced && { unpriced }),
    ...(feedback.tied && { tied: feedback.tied }),
  };
}

function moneyOf(job: Job, { estimate, requests }: SetupFeedback): string {
  const unpriced = unpricedIds(job.models);
  const cap = capText(job);
  if (unpriced.length > 0 && requests !== undefined)
    return vscode.l10n.t(
      'no price set for {0}; {1} to {2} requests; {3}',
      unpriced.join(', '),
      formatCount(requests.low),
      formatCount(requests.high),
      cap,
    );
  if (estimate === undefined) return vscode.l10n.t('cost unknown beforehand; {0}', cap);
  const { lowUsd, expectedUsd } = estimate.total;
  // As in the form: a run never costs more than its cap.
  const isCapped = job.budgetUsd !== undefined && expectedUsd < job.budgetUsd;
  const highUsd = Math.min(estimate.total.highUsd, isCapped ? job.budgetUsd : Infinity);
  return vscode.l10n.t(
    'about {0} ({1} to {2}); {3}; the reference alone: {4}',
    formatUsd(expectedUsd),
    formatUsd(lowUsd),
    formatUsd(highUsd),
    cap,
    formatUsd(estimate.referenceUsd),
  );
}
