// What the user hears when a session of a run ends: finished, with the files; paused, with the cause and the way on; failed, with the log.
import * as vscode from 'vscode';
import { RunLocked } from '../../store/runLock';
import { showInformation, showWarning } from '../notify';
import { tellError } from '../tellError';
import type { Host } from '../host';
import { commandIds } from '../ids';
import { formatCount, formatUsd, rowsText } from '../figures';
import { openOutput, openReport } from './runFiles';
import type { RunController, RunOutcome } from './runController';
import { datasetName } from './runs';
import type { RunState } from '../../engine/runState';
import { wasFree } from '../../engine/wasFree';
import { inEnglish } from '../../engine/report/reasonsInEnglish';

/** Resolves when the message was shown, not when it is answered. */
export function tellOutcome(host: Host, run: RunController, outcome: RunOutcome): void {
  const name = datasetName(run.job);
  if (outcome.type === 'failed') {
    host.log.error(`The run of ${name} failed.`, outcome.error);
    // A run that never began is told where it was started.
    if (outcome.error instanceof RunLocked && outcome.error.canBeTakenOver) void offerTakeOver(run, outcome.error);
    else if (run.runId() !== undefined) tellError(host, outcome.error);
    return;
  }
  const { result } = outcome;
  host.log.info(`Run ${result.runId}: ${result.state}${result.pausedBy === undefined ? '' : ` (${result.pausedBy})`}`);
  if (result.state === 'finished') void tellFinished(run, name);
  else if (result.state === 'paused') void tellPaused(run, name, result.pausedBy);
}

/** Who holds the run cannot be seen from here, so the user says whether it is gone. */
async function offerTakeOver(run: RunController, { message }: RunLocked): Promise<void> {
  const takeOver = vscode.l10n.t('Take Over');
  if ((await showWarning(message, takeOver)) === takeOver) run.takeOver();
}

type Finished = NonNullable<RunState['finished']>;

/** In money, or in requests where no price is known or all was free. */
function finishedSentence(name: string, finished: Finished): string {
  const { promise, failedRows, spentUsd, referenceUsd, perModel } = finished;
  const { rows: all, reference, distinctRows = all } = promise;
  const rows =
    failedRows > 0 ? vscode.l10n.t('{0} of {1}', formatCount(all - failedRows), rowsText(all)) : rowsText(all);
  if (spentUsd !== undefined && !wasFree(finished))
    return vscode.l10n.t(
      'SMART finished {0}: {1} for {2}; {3} alone: {4}.',
      name,
      rows,
      formatUsd(spentUsd),
      reference,
      formatUsd(referenceUsd),
    );
  const asked = formatCount(perModel[reference]?.asked ?? 0);
  return vscode.l10n.t(
    'SMART finished {0}: {1}; asked {2} {3} times instead of {4}.',
    name,
    rows,
    reference,
    asked,
    formatCount(distinctRows),
  );
}

async function tellFinished(run: RunController, name: string): Promise<void> {
  const { finished } = run.state();
  const [open, report] = [vscode.l10n.t('Open Results'), vscode.l10n.t('Open Report')] as const;
  const answer = await showInformation(finished === undefined ? name : finishedSentence(name, finished), open, report);
  if (answer === open) await openOutput(run.files().output);
  if (answer === report) await openReport(run.files().report, name);
}

async function tellPaused(run: RunController, name: string, cause: string | undefined): Promise<void> {
  // Whoever pressed Pause knows.
  if (cause === 'person' || cause === undefined) return;
  if (cause === 'scanned') {
    const show = vscode.l10n.t('Show Panel');
    const told = await showInformation(vscode.l10n.t('SMART scanned {0}. The panel shows what it found.', name), show);
    if (told === show) await vscode.commands.executeCommand(commandIds.openPanel);
    return;
  }
  const message = inEnglish(run.state().paused?.message ?? '');
  const text = vscode.l10n.t('SMART paused {0}. {1} All answers so far are kept.', name, message);
  const show = vscode.l10n.t('Show Panel');
  const mend =
    cause === 'auth'
      ? vscode.l10n.t('Set API Key')
      : cause === 'budget' || cause === 'requests'
        ? vscode.l10n.t('Raise Cap')
        : undefined;
  const answer = await showWarning(text, ...(mend === undefined ? [show] : [mend, show]));
  if (answer === undefined) return;
  if (answer === show) await vscode.commands.executeCommand(commandIds.openPanel);
  else if (cause === 'auth') await vscode.commands.executeCommand(commandIds.setApiKey, run.state().paused?.provider);
  else await vscode.commands.executeCommand(commandIds.resume);
}
