// Saves the form in view, or a run, as a job file: the whole setup in one file to share, to keep under version control, or to run again from
// the editor or the command line. It holds no keys and no addresses; its models name providers.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { datasetInJobFile } from '../../app/jobFile';
import { jobOfFolder } from '../../app/jobOfFolder';
import { InputError } from '../../engine/inputError';
import type { Job } from '../../engine/job';
import { jobFileOf } from '../../engine/report/repeat';
import { runFolder } from '../../store/runFiles';
import type { Host } from '../host';
import { jobFileEnding } from '../ids';
import { saveAs } from '../saveAs';
import type { RunEntry } from '../runs/runEntries';
import { isSetupSubject } from '../setup/setup';

/**
 * @param entry of the list of runs; absent: what the panel shows.
 * @param place where to save it; absent: the user is asked.
 * @throws {InputError} where the panel shows nothing.
 */
export async function saveJobFile(host: Host, entry: unknown, place: unknown): Promise<void> {
  const job = jobOf(host, entry as RunEntry | undefined);
  const to = place instanceof vscode.Uri ? place : await askWhere(job);
  if (to === undefined) return;
  // The next run finds a free name for its result.
  const { out: _, dataset, ...rest } = job;
  const content = jobFileOf({
    ...rest,
    dataset: to.scheme === 'file' ? datasetInJobFile(dataset, dirname(to.fsPath)) : dataset,
  });
  await saveAs(to, Buffer.from(`${JSON.stringify(content, null, 2)}\n`));
  await vscode.window.showTextDocument(to);
}

function askWhere({ dataset }: Job): Thenable<vscode.Uri | undefined> {
  const name = basename(dataset).replace(/\.\w+$/, '') + jobFileEnding;
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(dirname(dataset), name)),
    filters: { [vscode.l10n.t('SMART job')]: [jobFileEnding.slice(1)] },
    title: vscode.l10n.t('Save as Job File'),
  });
}

function jobOf(host: Host, entry: RunEntry | undefined): Job {
  if (entry !== undefined) return jobOfFolder(runFolder(entry.folder, entry.runId));
  const subject = host.panel.subject();
  if (isSetupSubject(subject)) {
    const job = subject.job();
    if (job.prompt.trim() === '') throw new InputError(vscode.l10n.t('Write a prompt first.'));
    return job;
  }
  const about = subject?.about();
  if (about?.type !== 'run') throw new InputError(vscode.l10n.t('Open a dataset or a run first.'));
  return jobOfFolder(runFolder(about.folder, about.runId));
}
