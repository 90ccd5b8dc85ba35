// Opens and exports the files that a run leaves: large ones as VS Code sees fit, the report in the person's browser, or in an editor where the browser
// is on another machine.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { readRegular } from '../../files/regularFile';
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

/** The result file in an editor. `vscode.open` copes with what a text editor refuses: large and binary files. */
export async function openOutput(path: string | undefined): Promise<Record<string, never>> {
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(present(path)));
  return {};
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
