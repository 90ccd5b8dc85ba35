// The report as a file that the user keeps or sends: HTML, Markdown or JSON, with a word that it is there and a button that opens it.
import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { showInformation } from '../notify';
import { chosen } from '../userCancelled';
import { saveAs } from '../saveAs';
import { showReportPage } from './reportPage';
import { contentOf, presentReport } from './runFiles';

const formats = [
  { label: 'HTML', extension: 'html' },
  { label: 'Markdown', extension: 'md' },
  { label: 'JSON', extension: 'json' },
] as const;
type Extension = (typeof formats)[number]['extension'];

/**
 * @param path of the report's page
 * @param place where to, its ending tells the format; absent: the user is asked for both
 * @throws {UserCancelled} when given up
 */
export async function exportReport(
  path: string | undefined,
  dataset: string,
  place?: unknown,
): Promise<Record<string, never>> {
  const page = await presentReport(path);
  const to = place instanceof vscode.Uri ? place : await askWhere(page, dataset);
  const extension = formats.find((one) => `.${one.extension}` === extname(to.path).toLowerCase())?.extension ?? 'html';
  const content = contentOf(join(dirname(page), `report.${extension}`));
  await saveAs(to, content);
  // Does not wait for the answer.
  void offerToOpen(to, extension, content, dataset);
  return {};
}

async function askWhere(page: string, dataset: string): Promise<vscode.Uri> {
  const title = vscode.l10n.t('Export Report');
  const { extension, label } = chosen(await vscode.window.showQuickPick(formats, { title }));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(dirname(page));
  // `analysis.ipynb, cell 2` is a title, not a path.
  const name = `${basename(dataset).replace(/\.\w+(?=$|, )/, '')}.smart-report.${extension}`;
  const defaultUri = vscode.Uri.joinPath(folder, name);
  return chosen(await vscode.window.showSaveDialog({ defaultUri, filters: { [label]: [extension] }, title }));
}

async function offerToOpen(to: vscode.Uri, extension: Extension, content: Buffer, dataset: string): Promise<void> {
  const openIt = vscode.l10n.t('Open');
  const answer = await showInformation(vscode.l10n.t('Saved {0}.', basename(to.path)), openIt);
  if (answer !== openIt) return;
  if (extension === 'html') showReportPage(to.toString(), content, dataset);
  else await vscode.commands.executeCommand(extension === 'md' ? 'markdown.showPreview' : 'vscode.open', to);
}
