// The status-bar item of runs under way: how far and money spent, or how many they are; a click opens the panel, or the list of runs. Hidden when nothing runs.
import * as vscode from 'vscode';
import { workOf } from '../../engine/plannedWork';
import type { RunState } from '../../engine/runState';
import { commandIds } from '../ids';
import { formatPercent, formatUsd } from '../figures';

export type StatusBar = { readonly show: (running: readonly RunState[]) => void; readonly dispose: () => void };

export function createStatusBar(): StatusBar {
  const item = vscode.window.createStatusBarItem('smart.run', vscode.StatusBarAlignment.Left, 0);
  item.name = 'SMART';
  return {
    show(running) {
      const [state, ...others] = running;
      if (state === undefined) {
        item.hide();
        return;
      }
      const text = others.length === 0 ? statusText(state) : vscode.l10n.t('SMART: {0} runs', running.length);
      item.text = `$(sync~spin) ${text}`;
      item.command = others.length === 0 ? commandIds.openPanel : 'workbench.view.extension.smart';
      item.tooltip =
        others.length === 0
          ? vscode.l10n.t('SMART is answering {0}. Click to open the panel.', state.started?.dataset ?? '')
          : running.map((run) => `${run.started?.dataset ?? ''}: ${statusText(run)}`).join('\n');
      item.accessibilityInformation = { label: text, role: 'button' };
      item.show();
    },
    dispose: () => {
      item.dispose();
    },
  };
}

/** `SMART 42% $0.41`; parts that are not known yet are left out. */
function statusText(state: RunState): string {
  const work = workOf(state);
  const spent = state.progress?.spentUsd;
  return ['SMART', work === undefined ? '' : formatPercent(work.share), spent === undefined ? '' : formatUsd(spent)]
    .filter((part) => part !== '')
    .join(' ');
}
