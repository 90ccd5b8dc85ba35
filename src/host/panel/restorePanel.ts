// After a window reload VS Code hands the panel back: it is put on what it was about. A run that the reload cut off is shown as it stands,
// with the offer to go on.
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import type { Host } from '../host';
import { commandIds } from '../ids';
import { recallPanel, type PanelMemory } from './panelMemory';
import type { PanelSubject } from './panelHost';

export async function restorePanel(host: Host, panel: vscode.WebviewPanel): Promise<void> {
  const about = recallPanel(host.context.workspaceState, panel.title);
  try {
    if (about === undefined) throw new Error('nothing is remembered');
    host.panel.restore(panel, await subjectOf(host, about));
  } catch (error) {
    // The dataset or the run is gone: an empty panel helps nobody.
    host.log.warn(`The panel could not be restored: ${error instanceof Error ? error.message : String(error)}`);
    panel.dispose();
  }
}

async function subjectOf(host: Host, about: PanelMemory): Promise<PanelSubject> {
  if (about.type === 'setup') {
    const { openSetupOf } = await import('../commands/processDataset');
    return openSetupOf(host, about.path, about.id);
  }
  if (about.type === 'comparison') {
    const { comparisonSubject } = await import('./comparisonSubject');
    return comparisonSubject(host, about.before, about.after);
  }
  const { storedSubject } = await import('./showRun');
  const subject = await storedSubject(host, about.folder, about.runId);
  offerResume(subject);
  return subject;
}

/** Does not wait for the answer. */
function offerResume(subject: PanelSubject): void {
  void Promise.resolve(subject.view()).then(async (view) => {
    if (view.view !== 'run' || view.state.phase === 'finished') return;
    const resume = vscode.l10n.t('Resume');
    const answer = await showInformation(
      vscode.l10n.t('{0} was interrupted. All answers so far are kept.', subject.title),
      resume,
    );
    if (answer === resume) await vscode.commands.executeCommand(commandIds.resume);
  });
}
