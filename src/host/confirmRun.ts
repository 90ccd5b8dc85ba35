// The one question before money is spent or rows leave this machine: rows, models, money, hosts, in a modal dialog.
import * as vscode from 'vscode';
import type { RunSummary } from './host';
import { formatCount } from './runs/figures';

export async function confirmRun(summary: RunSummary): Promise<boolean> {
  const start = summary.unpriced === undefined ? vscode.l10n.t('Start') : vscode.l10n.t('Start without a cap');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Answer {0} rows of {1}?', formatCount(summary.rows), summary.dataset),
    { modal: true, detail: detailOf(summary) },
    start,
  );
  return answer === start;
}

export function detailOf(summary: RunSummary): string {
  const { models, reference, money, takenOver, columns, destinations } = summary;
  return [
    vscode.l10n.t('Models: {0}; reference: {1}', models.join(', '), reference),
    vscode.l10n.t('Cost: {0}', money),
    ...(takenOver === undefined
      ? []
      : [vscode.l10n.t('Taken over from an earlier run: {0} answers, paid already', formatCount(takenOver))]),
    vscode.l10n.t('The column(s) {0} of each row go to: {1}', columns.join(', '), destinations.join(', ')),
  ].join('\n\n');
}
