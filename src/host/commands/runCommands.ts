// Pause, resume, cancel, open and export a run: the one that a menu names, else the current one, else one that the user picks.
import * as vscode from 'vscode';
import { askText } from '../notify';
import type { RaisedCaps } from '../../app/thresholds';
import type { RunState } from '../../engine/runState';
import { InputError } from '../../engine/inputError';
import type { Host } from '../host';
import { commandIds } from '../ids';
import { loadHostLadder } from '../models/hostLadder';
import { exportReport as exportFile } from '../runs/exportReport';
import { isResumable, listRunEntries, liveEntry, type RunEntry } from '../runs/runEntries';
import { resumeStored, showRun, storedSubject } from '../panel/showRun';
import { mayGoOn } from '../runs/goOnAfterScan';
import { isPaused } from '../runs/runs';
import { describeRun } from '../runs/runsView';
import { showProgress } from '../runs/progressToast';
import { chosen } from '../userCancelled';

export function isEntry(value: unknown): value is RunEntry {
  return typeof value === 'object' && value !== null && 'runId' in value && 'standing' in value;
}

export async function pick(host: Host, title: string, keep: (entry: RunEntry) => boolean): Promise<RunEntry> {
  const entries = (await listRunEntries(host)).filter(keep);
  if (entries.length === 0) throw new InputError(vscode.l10n.t('There is no run for this.'));
  const items = entries.map((entry) => ({
    label: entry.name,
    description: describeRun(entry),
    detail: entry.prompt ?? entry.runId,
    entry,
  }));
  return chosen(await vscode.window.showQuickPick(items, { title, matchOnDetail: true })).entry;
}

export async function pauseRun(host: Host, entry: unknown): Promise<void> {
  await running(host, entry).stop('pause');
}

export async function cancelRun(host: Host, entry: unknown): Promise<void> {
  await running(host, entry).stop('cancel');
}

function running(host: Host, entry: unknown) {
  const run = isEntry(entry) ? host.runs.find(entry.runId) : host.runs.current();
  if (run?.isRunning() !== true) throw new InputError(vscode.l10n.t('No run is under way.'));
  return run;
}

export async function resumeRun(host: Host, entry: unknown): Promise<void> {
  const current = host.runs.current();
  const wanted = isEntry(entry)
    ? entry
    : current !== undefined && (isPaused(current) || current.isStopping())
      ? liveEntry(current)
      : await pick(host, vscode.l10n.t('Resume Run'), isResumable);
  const live = host.runs.find(wanted.runId);
  const caps = await askCaps(live?.state() ?? (await storedState(wanted)));
  if (live !== undefined) {
    const ladder = await loadHostLadder();
    if (!(await mayGoOn(host, live.job, live.state(), ladder))) return;
    live.resume(caps);
    showRun(host, live, ladder);
    return;
  }
  const resumed = await resumeStored(host, wanted.folder, wanted.runId, { caps });
  if (!resumed) return;
  showRun(host, resumed.run, resumed.ladder);
  if (!host.panel.isVisible()) void showProgress(host, resumed.run);
}

async function storedState({ folder, runId }: RunEntry): Promise<RunState> {
  const [{ readRunState }, { runFolder }] = await Promise.all([
    import('../../store/runList'),
    import('../../store/runFiles'),
  ]);
  return readRunState(runFolder(folder, runId), () => undefined);
}

/** A run that stopped at its cap needs a higher one to go on. @throws {UserCancelled} when given up. */
async function askCaps({ paused, started }: RunState): Promise<RaisedCaps> {
  const { budgetUsd, mostRequests } = started ?? {};
  if (paused?.reason === 'requests' && mostRequests !== undefined) {
    const title = vscode.l10n.t('New cap in requests');
    return { mostRequests: await askCap(title, mostRequests, Number.isSafeInteger) };
  }
  if (paused?.reason !== 'budget' || budgetUsd === undefined) return {};
  return { budgetUsd: await askCap(vscode.l10n.t('New cap in US dollars'), budgetUsd, Number.isFinite) };
}

async function askCap(title: string, present: number, isAmount: (value: number) => boolean): Promise<number> {
  const text = await askText({
    title,
    value: String(Number((present * 2).toPrecision(3))),
    validateInput: (value) =>
      Number(value) > present && isAmount(Number(value))
        ? undefined
        : vscode.l10n.t('Enter a number above the current cap of {0}.', present),
  });
  return Number(chosen(text));
}

export async function openRun(host: Host, entry: unknown): Promise<void> {
  const wanted = isEntry(entry)
    ? entry
    : await pick(host, vscode.l10n.t('Open Run'), ({ standing }) => standing !== 'broken');
  await showEntry(host, wanted);
}

async function showEntry(host: Host, entry: Pick<RunEntry, 'runId' | 'folder'>): Promise<void> {
  const live = host.runs.find(entry.runId);
  if (live !== undefined) showRun(host, live, await loadHostLadder());
  else host.panel.show(await storedSubject(host, entry.folder, entry.runId));
}

/** The form of the run's dataset, filled as that run was. */
export async function runAgainOf(host: Host, entry: unknown): Promise<void> {
  const { folder, runId } = isEntry(entry)
    ? entry
    : await pick(host, vscode.l10n.t('Run Again'), ({ standing }) => standing !== 'broken');
  const [{ jobOfFolder }, { runFolder }, { runAgain }] = await Promise.all([
    import('../../app/jobOfFolder'),
    import('../../store/runFiles'),
    import('./runAgain'),
  ]);
  await runAgain(host, host.runs.find(runId)?.job ?? jobOfFolder(runFolder(folder, runId)), runId);
}

/** @param place where to; absent: the user is asked. */
export async function exportReport(host: Host, entry: unknown, place: unknown): Promise<void> {
  const wanted = isEntry(entry)
    ? entry
    : await pick(host, vscode.l10n.t('Export Report'), ({ standing }) => standing === 'finished');
  const live = host.runs.find(wanted.runId);
  const { join } = await import('node:path');
  await exportFile(live?.files().report ?? join(wanted.folder, wanted.runId, 'report.html'), wanted.name, place);
}

/** The panel as it is; without one the current run, else a dataset to choose. */
export async function openPanel(host: Host): Promise<void> {
  const current = host.runs.current() ?? host.runs.live()[0];
  const runId = current?.runId();
  if (current !== undefined && runId !== undefined && current.isRunning())
    await showEntry(host, { runId, folder: current.folder });
  else if (host.panel.reveal()) return;
  else if (current !== undefined && runId !== undefined) await showEntry(host, { runId, folder: current.folder });
  else await vscode.commands.executeCommand(commandIds.processDataset);
}
