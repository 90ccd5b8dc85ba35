// The status-bar item of a run under way: rows done and money spent; a click opens the panel. Hidden when nothing runs.
import * as vscode from 'vscode';
import type { RunState } from '../../engine/runState';
import { commandIds } from '../ids';
import { formatCount, formatUsd } from './figures';

export type StatusBar = { readonly show: (state: RunState | undefined) => void; readonly dispose: () => void };

export function createStatusBar(): StatusBar {
  const item = vscode.window.createStatusBarItem('smart.run', vscode.StatusBarAlignment.Left, 0);
  item.name = 'SMART';
  item.command = commandIds.openPanel;
  return {
    show(state) {
      if (state === undefined) {
        item.hide();
        return;
      }
      item.text = `$(sync~spin) ${statusText(state)}`;
      item.tooltip = vscode.l10n.t('SMART is answering {0}. Click to open the panel.', state.started?.dataset ?? '');
      item.accessibilityInformation = { label: statusText(state), role: 'button' };
      item.show();
    },
    dispose: () => {
      item.dispose();
    },
  };
}

/** `SMART 312/12,000 $0.41`; parts that are not known yet are left out. */
export function statusText(state: RunState): string {
  const rows = state.started;
  const done = state.progress?.rowsDone;
  const spent = state.progress?.spentUsd;
  return [
    'SMART',
    rows === undefined ? '' : `${formatCount(done ?? 0)}/${formatCount(rows.distinctRows)}`,
    spent === undefined ? '' : formatUsd(spent),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
