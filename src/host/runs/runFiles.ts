// Opens and exports the files that a run leaves: large ones as VS Code sees fit, the report in the person's browser, or in an editor where the browser
// is on another machine.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { realPath } from '../../files/confine';
import { readRegular, statRegular } from '../../files/regularFile';
import { commandIds } from '../ids';
import { showInformation } from '../notify';
import { saveAs } from '../saveAs';
import { isReportElsewhere, showReportPage } from './reportPage';

function present(path: string | undefined): string {
  if (path === undefined) throw new InputError(vscode.l10n.t('The run has not written this file yet.'));
  return path;
}

/** What the person has checked since the run ended is in it. */
async function presentReport(path: string | undefined): Promise<string> {
  const report = present(path);
  const { renewReports } = await import('../../app/writeReports');
  await renewReports(dirname(report));
  return report;
}

/** Beyond this VS Code's editors show a page that says so, in place of the file. */
const mostEditorMegabytes = 50;

/** The result file in an editor, binary ones too; of one that is too large for any, where its rows can be seen. */
export async function openOutput(path: string | undefined): Promise<Record<string, never>> {
  const output = present(path);
  const megabytes = (statRegular(realPath(output))?.size ?? 0) / 2 ** 20;
  const file = vscode.Uri.file(output);
  // Does not wait for the answer.
  if (megabytes > mostEditorMegabytes) void offerOtherViews(file, megabytes);
  else await vscode.commands.executeCommand('vscode.open', file);
  return {};
}

async function offerOtherViews(file: vscode.Uri, megabytes: number): Promise<void> {
  const [rows, folder] = [vscode.l10n.t('Show Rows'), vscode.l10n.t('Show in Folder')] as const;
  const answer = await showInformation(
    vscode.l10n.t(
      '{0} has {1} MB, more than the editor shows. Its rows are in the panel, under Results.',
      basename(file.fsPath),
      Math.round(megabytes).toLocaleString(vscode.env.language),
    ),
    rows,
    folder,
  );
  if (answer === rows) await vscode.commands.executeCommand(commandIds.openPanel);
  // The workbench of a browser, or of a remote window, opens no folders of the other machine.
  if (answer === folder)
    await vscode.commands.executeCommand(isReportElsewhere() ? 'revealInExplorer' : 'revealFileInOS', file);
}

/** The report is a self-contained page, which opens in the browser where the browser can see its file. */
export async function openReport(path: string | undefined): Promise<Record<string, never>> {
  const report = await presentReport(path);
  if (isReportElsewhere()) showReportPage(basename(dirname(report)), contentOf(report));
  else await vscode.env.openExternal(vscode.Uri.file(report));
  return {};
}

/** @param place where to; absent: the person is asked. */
export async function exportReport(
  path: string | undefined,
  dataset: string,
  place?: unknown,
): Promise<Record<string, never>> {
  const from = await presentReport(path);
  const to = place instanceof vscode.Uri ? place : await askWhere(from, dataset);
  if (to !== undefined) await saveAs(to, contentOf(from));
  return {};
}

function contentOf(report: string): Buffer {
  const content = readRegular(report, limits.reportBytes);
  if (content === undefined) throw new InputError(vscode.l10n.t('The run has not written this file yet.'));
  return content;
}

function askWhere(report: string, dataset: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(report);
  const name = `${basename(dataset).replace(/\.\w+$/, '')}.smart-report.html`;
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    filters: { HTML: ['html'] },
    title: vscode.l10n.t('Export Report'),
  });
}
