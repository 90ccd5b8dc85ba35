// Rows in a notebook: the tables (or texts) of the selected cells become a dataset file, the form opens on it, and when the run is finished a
// cell with the results is put below the selection. Existing cells are never changed, and the new one can be undone.
import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { JobResult } from '../../app/runJob';
import type { NotebookCell } from '../../datasets/notebook/notebookCells';
import { notebookCsv } from '../../datasets/notebook/notebookDataset';
import { notebookTables } from '../../datasets/notebook/notebookTables';
import { resultCell } from '../../datasets/notebook/resultCell';
import { freeOutputPath } from '../../datasets/results/outputPath';
import { openDataset } from '../../datasets/openDataset';
import { InputError } from '../../engine/inputError';
import { makeFile, makePrivateFolder, replaceFile } from '../../files/writeFile';
import type { Host } from '../host';
import { assertTrusted } from '../runs/startRun';
import { openSetup } from '../setup/setupSubject';

/** Rows of the result that the new cell shows. */
const shownRows = 10;

export async function processNotebookSelection(host: Host): Promise<void> {
  assertTrusted();
  const editor = vscode.window.activeNotebookEditor;
  if (editor === undefined) throw new InputError(vscode.l10n.t('Open a notebook and select cells first.'));
  const { notebook, selections } = editor;
  if (notebook.uri.scheme !== 'file' && notebook.uri.scheme !== 'vscode-remote')
    throw new InputError(vscode.l10n.t('Save the notebook as a file first; the results are written beside it.'));
  const selected = [...new Set(selections.flatMap(({ start, end }) => range(start, end)))].sort((a, b) => a - b);
  const name = basename(notebook.uri.fsPath);
  const tables = notebookTables(notebook.getCells().map(readCell), selected);
  const csv = notebookCsv(tables, name);

  const folder = join(dirname(notebook.uri.fsPath), '.smart', 'notebooks');
  makePrivateFolder(folder);
  replaceFile(join(folder, '.gitignore'), '*\n');
  const dataset = await freeOutputPath(join(folder, `${name.replace(/\.\w+$/, '')}.rows.csv`));
  makeFile(dataset, csv);
  for (const { description, losses } of tables) host.log.info([description, ...losses].join(' '));
  const [first] = tables;
  if (first !== undefined) void vscode.window.setStatusBarMessage(first.description, 8000);

  const out = await freeOutputPath(join(dirname(notebook.uri.fsPath), `${name.replace(/\.\w+$/, '')}.smart.csv`));
  const subject = await openSetup(host, dataset, {
    draft: (fresh) => ({ ...fresh, out }),
    start: { onFinished: (result) => void insertResult(notebook, selected.at(-1) ?? notebook.cellCount - 1, result) },
  });
  host.panel.show(subject);
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function readCell(cell: vscode.NotebookCell): NotebookCell {
  const decoder = new TextDecoder();
  return {
    kind: cell.kind === vscode.NotebookCellKind.Code ? 'code' : 'markdown',
    text: cell.document.getText(),
    outputs: cell.outputs.map(({ items }) =>
      Object.fromEntries(
        items
          .filter(({ mime }) => mime.startsWith('text/') || mime.includes('json') || mime.includes('stdout'))
          .map(({ mime, data }) => [mime.includes('stdout') ? 'text/plain' : mime, decoder.decode(data)]),
      ),
    ),
  };
}

async function insertResult(notebook: vscode.NotebookDocument, after: number, { output }: JobResult): Promise<void> {
  if (output === undefined || notebook.isClosed) return;
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
