// Puts a cell with the results below the cells that the rows came from. Existing cells are never changed, and the new one can be undone.
import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import type { JobResult } from '../../app/runJob';
import { resultCell } from '../../datasets/notebook/resultCell';
import { openDataset } from '../../datasets/openDataset';
import type { RowsOrigin } from './rowsOrigin';

/** Rows of the result that the new cell shows. */
const shownRows = 10;

export async function insertResult(
  { notebook: address, after }: Pick<RowsOrigin, 'notebook' | 'after'>,
  { output }: JobResult,
): Promise<void> {
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === address);
  if (output === undefined || notebook === undefined || notebook.isClosed || notebook.cellCount === 0) return;
  const dataset = await openDataset(output);
  const rows: string[][] = [];
  const count = Math.min(shownRows, dataset.rowCount);
  for await (const row of dataset.rows(Int32Array.from({ length: count }, (_, at) => at)))
    rows.push(dataset.columns.map((column) => row.get(column) ?? ''));
  const { columns, rowCount } = dataset;
  await dataset.close();
  const language = notebook.cellAt(Math.min(after, notebook.cellCount - 1)).document.languageId;
  const kernelLanguage = ['python', 'r'].includes(language) ? language : 'python';
  const outPath = relative(dirname(notebook.uri.fsPath), output);
  const made = resultCell({ outPath, language: kernelLanguage, columns, rows, rowCount });
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, made.text, kernelLanguage);
  const items = Object.entries(made.output ?? {}).map(([mime, text]) => vscode.NotebookCellOutputItem.text(text, mime));
  if (items.length > 0) cell.outputs = [new vscode.NotebookCellOutput(items)];
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(Math.min(after + 1, notebook.cellCount), [cell])]);
  await vscode.workspace.applyEdit(edit);
}
