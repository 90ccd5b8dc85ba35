// Opens the files that a run leaves: the result as VS Code sees fit, the report in a tab of the editor.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { realPath } from '../../files/confine';
import { readRegular, statRegular } from '../../files/regularFile';
import { commandIds } from '../ids';
import { showInformation } from '../notify';
import { isWorkbenchElsewhere, showReportPage } from './reportPage';

function present(path: string | undefined): string {
  if (path === undefined) throw new InputError(vscode.l10n.t('The run has not written this file yet.'));
  return path;
}

/** What the user has checked since the run ended is in it. */
export async function presentReport(path: string | undefined): Promise<string> {
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
    await vscode.commands.executeCommand(isWorkbenchElsewhere() ? 'revealInExplorer' : 'revealFileInOS', file);
}

/** @param name of the dataset that the run is about */
export async function openReport(path: string | undefined, name?: string): Promise<Record<string, never>> {
  const report = await presentReport(path);
  showReportPage(report, contentOf(report), name);
  return {};
}

/** A report's file, in any of its formats. @throws {InputError} when it is not there. */
export function contentOf(report: string): Buffer {
  const content = readRegular(report, limits.reportBytes);
  if (content === undefined) throw new InputError(vscode.l10n.t('The run has not written this file yet.'));
  return content;
}
