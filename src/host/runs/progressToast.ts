// Progress of a run as a notification, for a run whose panel is not in view. Its Cancel (which closing the notification also means) stops
// nothing by itself: it asks, and until the answer the run goes on.
import * as vscode from 'vscode';
import { showProgressOf, showWarning } from '../notify';
import type { Host } from '../host';
import { commandIds } from '../ids';
import { workOf } from '../../engine/plannedWork';
import { formatCount, formatUsd } from '../figures';
import { datasetName } from './runs';
import type { RunController } from './runController';

export async function showProgress(host: Host, run: RunController): Promise<void> {
  const title = vscode.l10n.t('SMART: {0}', datasetName(run.job));
  await showProgressOf({ title, cancellable: true }, async (report, token) => {
    let shownPercent = 0;
    const stopListening = run.onEvents(() => {
      const state = run.state();
      const work = workOf(state);
      if (state.progress === undefined || work === undefined) return;
      const percent = 100 * work.share;
      report({
        message: messageOf(work, state.progress.spentUsd),
        increment: Math.max(0, percent - shownPercent),
      });
      shownPercent = Math.max(shownPercent, percent);
    });
    token.onCancellationRequested(() => void askToStop(host, run));
    // A cancelled token closes the notification at once; the run itself is not touched by that.
    await Promise.race([run.ended(), new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()))]);
    stopListening();
  });
}

function messageOf({ done, expected }: { done: number; expected: number }, spentUsd: number | undefined): string {
  const figures = [formatCount(done), formatCount(expected)];
  return spentUsd === undefined
    ? vscode.l10n.t('{0} of {1} requests', ...figures)
    : vscode.l10n.t('{0} of {1} requests, {2}', ...figures, formatUsd(spentUsd));
}

async function askToStop(host: Host, run: RunController): Promise<void> {
  if (!run.isRunning()) return;
  const [cancel, pause, details] = [
    vscode.l10n.t('Cancel Run'),
    vscode.l10n.t('Pause'),
    vscode.l10n.t('Show Panel'),
  ] as const;
  const answer = await showWarning(
    vscode.l10n.t('SMART is still processing {0}. Cancel the run? All answers so far are kept.', datasetName(run.job)),
    cancel,
    pause,
    details,
  );
  if (answer === cancel) await run.stop('cancel');
  if (answer === pause) await run.stop('pause');
  if (answer === details && !host.panel.reveal()) await vscode.commands.executeCommand(commandIds.openPanel);
}
