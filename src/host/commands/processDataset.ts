// The ways in from a file: choose one, or take the one that was clicked; unsaved edits are asked to be saved; a job file brings its form.
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { showWarning } from '../notify';
import { InputError } from '../../engine/inputError';
import { tellWhereModelsAreSet } from '../models/remoteHint';
import type { Host } from '../host';
import { datasetEndings, isDatasetName, packedEndings } from '../../datasets/formats';
import { jobFileEnding } from '../ids';
import { isOnDisk, openFolders } from '../onDisk';
import { originOfRows } from '../notebook/rowsOrigin';
import { assertTrusted } from '../runs/startRun';
import { openJobFile } from '../setup/openJobFile';
import { openSetup } from '../setup/setupSubject';
import type { SetupSubject } from '../setup/setup';
import { chosen } from '../userCancelled';

export async function processDataset(host: Host): Promise<void> {
  await processFile(host, await chooseFile());
}

/** @throws {UserCancelled} when given up. */
async function chooseFile(): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a dataset or a job file'),
    openLabel: vscode.l10n.t('Process with SMART'),
    filters: { [vscode.l10n.t('Datasets')]: [...datasetEndings, ...packedEndings] },
    ...(folder === undefined ? {} : { defaultUri: folder }),
  });
  return chosen(files?.[0]);
}

/**
 * @param file a URI from a menu; absent: the active editor's, else one that the user chooses
 * @param selection all that were chosen in the explorer: those that are datasets get a run each
 */
export async function processFile(host: Host, file: unknown, selection?: unknown): Promise<void> {
  assertTrusted();
  const others = await othersOf(file, selection);
  if (others.length > 0) {
    const path = await pathOnDisk(file as vscode.Uri);
    host.panel.show(await openSetup(host, path, { queue: others }));
    tellWhereModelsAreSet();
    return;
  }
  host.panel.show(await openForm(host, file));
  tellWhereModelsAreSet();
}

/** Paths of the other datasets that were chosen together with the file. */
async function othersOf(file: unknown, selection: unknown): Promise<string[]> {
  if (!(file instanceof vscode.Uri) || !Array.isArray(selection) || isJobFile(file)) return [];
  const uris = selection.filter((one): one is vscode.Uri => one instanceof vscode.Uri);
  const paths: string[] = [];
  for (const uri of uris)
    if (uri.toString() !== file.toString() && isDataset(uri) && !isJobFile(uri)) paths.push(await pathOnDisk(uri));
  return paths;
}

const isJobFile = ({ path }: vscode.Uri) => path.toLowerCase().endsWith(jobFileEnding);
const isDataset = ({ path }: vscode.Uri) => isDatasetName(path);

/** The form of a file: the given one, the active editor's, or one that the user chooses. */
export async function openForm(host: Host, file: unknown): Promise<SetupSubject> {
  const uri = file instanceof vscode.Uri ? file : (activeFile() ?? (await chooseFile()));
  return openSetupOf(host, await pathOnDisk(uri));
}

/** The form of a dataset or of a job file. @param id of the setup that this one restores. */
export async function openSetupOf(host: Host, path: string, id?: string): Promise<SetupSubject> {
  const origin = originOfRows(host, path);
  if (origin !== undefined) return (await import('../notebook/notebookForm')).openNotebookForm(host, path, origin, id);
  return path.toLowerCase().endsWith(jobFileEnding)
    ? openJobFile(host, path, id)
    : openSetup(host, path, id === undefined ? {} : { id });
}

function activeFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
  return uri !== undefined && isDataset(uri) ? uri : undefined;
}

/** @throws {InputError} for a file that is not on disk, or whose edits the user will not save. */
export async function pathOnDisk(uri: vscode.Uri): Promise<string> {
  if (!isOnDisk(uri))
    throw new InputError(vscode.l10n.t('{0} is not on disk; save it as a file first.', uri.toString()));
  const edited = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  if (edited !== undefined) {
    const save = vscode.l10n.t('Save');
    const answer = await showWarning(
      vscode.l10n.t('{0} has unsaved changes. SMART reads the file on disk.', edited.fileName.replace(/^.*[\\/]/, '')),
      save,
    );
    chosen(answer);
    if (!(await edited.save())) throw new InputError(vscode.l10n.t('The file could not be saved.'));
  }
  return uri.fsPath;
}

/** Resolves a path as people write it: absolute, or relative to the workspace folder. */
export function resolvePath(path: string): string {
  const [folder] = openFolders();
  return folder === undefined ? resolve(path) : resolve(folder, path);
}
