// What the panel was about, kept in the workspace's memory, so that a reloaded window finds it again: a dataset being set up, or a run.
import type * as vscode from 'vscode';

export type PanelMemory =
  | {
      readonly type: 'setup';
      /** Dataset, or the job file that names it. */
      readonly path: string;
      /** The page's own copy of the draft goes by it. */
      readonly id?: string;
    }
  | { readonly type: 'run'; readonly folder: string; readonly runId: string };

const key = 'panel';

export function rememberPanel(memory: vscode.Memento, about: PanelMemory): void {
  const before = JSON.stringify(recallPanel(memory));
  if (before !== JSON.stringify(about)) void memory.update(key, about);
}

export function recallPanel(memory: vscode.Memento): PanelMemory | undefined {
  return memory.get<PanelMemory>(key);
}
