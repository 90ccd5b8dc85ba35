// Deletes a stored run, or its answers alone: they take most of the room, and the report is what one goes back to.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import type { Host } from '../host';
import { showInformation, showWarning } from '../notify';
import { isEntry, pick } from './runCommands';

/** @param entry of the list of runs; without one, from a keyboard shortcut, the user picks. @throws {InputError} for a run that is being written. */
export async function deleteRun(host: Host, entry: unknown): Promise<void> {
  const { folder, runId, name, standing } = isEntry(entry)
    ? entry
    : await pick(host, vscode.l10n.t('Delete Run'), () => true);
  if (host.runs.find(runId)?.isRunning()) throw new InputError(vscode.l10n.t('Cancel the run before you delete it.'));
  const [answers, all] = [vscode.l10n.t('Delete Answers, Keep Report'), vscode.l10n.t('Delete Run')] as const;
  const chosen = await showWarning(
    vscode.l10n.t('Delete the run of {0}?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'You paid for its answers, and they cannot be restored. The result file beside the dataset stays in either case.',
      ),
    },
    ...(standing === 'finished' ? [answers, all] : [all]),
  );
  if (chosen === undefined) return;
  const [list, size, { runFolder }] = await Promise.all([
    import('../../store/runList'),
    import('../../store/runSize'),
    import('../../store/runFiles'),
  ]);
  if (chosen === answers) size.deleteAnswers(runFolder(folder, runId));
  else list.deleteRun(folder, runId);
  host.runs.forget(runId);
  void showInformation(
    chosen === answers
      ? vscode.l10n.t('The answers of the run of {0} are deleted; its report is kept.', name)
      : vscode.l10n.t('The run of {0} is deleted.', name),
  );
}
