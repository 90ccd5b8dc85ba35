// What every part of the extension is handed: VS Code's context, the log, the panel, the runs, and the one question before money is spent.
import type * as vscode from 'vscode';
import type { Installation } from '../store/installation';
import type { KeyStore } from './keys/keyStore';
import type { Log } from './log';
import type { PanelHost } from './panel/panelHost';
import type { Runs } from './runs/runs';

/** What the user is shown before a run starts. */
export type RunSummary = {
  /** A scan: it goes no further than its plan, and `rows` are those that it asks about. */
  readonly until?: 'plan';
  readonly dataset: string;
  readonly rows: number;
  readonly models: readonly string[];
  readonly reference: string;
  /** Where rows are sent: host names, or `this machine`. */
  readonly destinations: readonly string[];
  /** Columns whose text leaves this machine. */
  readonly columns: readonly string[];
  /** One phrase: dollars expected, range, cap; requests where a price is unknown. */
  readonly money: string;
  /** Paths that the run reads and writes. */
  readonly files?: { readonly dataset: string; readonly output?: string };
  /** The run was not started by this installation: its answers are someone else's word. */
  readonly isForeign?: true;
  /** Answers of an earlier run that the user chose to take over. */
  readonly takenOver?: number;
  /** Models whose price is unknown although the user set a cap: saying yes is to start without one. */
  readonly unpriced?: readonly string[];
  /** Nobody chose the reference: these models cost the same as it, itself among them. */
  readonly tied?: readonly string[];
};

export type Host = {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly keys: KeyStore;
  /** Tells the runs of this installation from those of strangers. */
  readonly installation: () => Promise<Installation>;
  readonly panel: PanelHost;
  readonly runs: Runs;
  /** Whether the user wants this run. Asked once, modal; answered by the tests themselves in VS Code's test mode, which refuses dialogs. */
  confirm: (summary: RunSummary) => Promise<boolean>;
};
