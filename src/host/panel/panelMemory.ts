// What the panels were about, kept in the workspace's memory by their titles, so that a reloaded window finds it again: a dataset being set up, or a run.
import type * as vscode from 'vscode';

export type PanelMemory =
  | {
      readonly type: 'setup';
      /** Dataset, or the job file that names it. */
      readonly path: string;
      /** The page's own copy of the draft goes by it. */
      readonly id?: string;
    }
  | { readonly type: 'run'; readonly folder: string; readonly runId: string }
  /** Folders of two runs. */
  | { readonly type: 'comparison'; readonly before: string; readonly after: string };

const key = 'panels';
const titlesKept = 20;

/** Newest last. */
type Remembered = readonly { readonly title: string; readonly about: PanelMemory }[];

export function rememberPanel(memory: vscode.Memento, about: PanelMemory, title: string): void {
  const known = memory.get<Remembered>(key, []);
  const last = known.at(-1);
  if (last?.title === title && JSON.stringify(last.about) === JSON.stringify(about)) return;
  const others = known.filter((other) => other.title !== title);
  void memory.update(key, [...others, { title, about }].slice(-titlesKept));
}

/** @param title of the panel that is restored. */
export function recallPanel(memory: vscode.Memento, title: string): PanelMemory | undefined {
  const known = memory.get<Remembered>(key, []);
  return (known.find((one) => one.title === title) ?? known.at(-1))?.about;
}
