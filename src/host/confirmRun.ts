// The one question before money is spent or rows leave this machine: rows, models, money, hosts, in a modal dialog.
import * as vscode from 'vscode';
import { tieText } from './setup/tieText';
import { showWarning } from './notify';
import type { RunSummary } from './host';
import { answersText, formatCount, rowsText } from './figures';

export async function confirmRun(summary: RunSummary): Promise<boolean> {
  const start = summary.unpriced === undefined ? vscode.l10n.t('Start') : vscode.l10n.t('Start without a cap');
  const answer = await showWarning(
    summary.until === 'plan'
      ? vscode.l10n.t('Scan {1}: ask about {0} of its rows?', formatCount(summary.rows), summary.dataset)
      : vscode.l10n.t('Answer {0} of {1}?', rowsText(summary.rows), summary.dataset),
    { modal: true, detail: detailOf(summary) },
    start,
  );
  return answer === start;
}

export function detailOf(summary: RunSummary): string {
  const { models, reference, tied, money, takenOver, columns, destinations, files, isForeign } = summary;
  return [
    vscode.l10n.t('Models: {0}; reference: {1}', models.join(', '), reference),
    ...(tied === undefined ? [] : [tieText(tied, reference)]),
    vscode.l10n.t('Cost: {0}', money),
    ...(isForeign
      ? [
          vscode.l10n.t(
            'This run was not started by this installation of SMART, or something else changed it. Its earlier answers are used as they stand: the promise holds as far as whoever wrote them is to be trusted.',
          ),
        ]
      : []),
    ...(takenOver === undefined
      ? []
      : [vscode.l10n.t('Reused from an earlier run: {0}, already paid for', answersText(takenOver))]),
    vscode.l10n.t(
      'Data sent: column {0} of each row, to {1}',
      columns.map((column) => `"${column}"`).join(', '),
      destinations.join(', '),
    ),
    ...(files === undefined ? [] : [vscode.l10n.t('Reads: {0}', files.dataset)]),
    ...(files?.output === undefined ? [] : [vscode.l10n.t('Writes: {0}', files.output)]),
  ].join('\n\n');
}
