// Rows in a notebook: the tables of the selected cells become a dataset file, and the form opens on it. A cell without a table is asked about:
// its text is hardly ever what is meant.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { NotebookCell } from '../../datasets/notebook/notebookCells';
import { notebookCsv } from '../../datasets/notebook/notebookDataset';
import { notebookTables, type NotebookTable } from '../../datasets/notebook/notebookTables';
import { wholeTableCode } from '../../datasets/notebook/wholeTableCell';
import { freeOutputPath } from '../../datasets/results/outputPath';
import { InputError } from '../../engine/inputError';
import { lossInEnglish } from '../../engine/tableLoss';
import { makeFile, makePrivateFolder, replaceFile } from '../../files/writeFile';
import type { Host } from '../host';
import { showWarning } from '../notify';
import { keepOrigin, type RowsOrigin } from '../notebook/rowsOrigin';
import { openNotebookForm } from '../notebook/notebookForm';
import { isOnDisk } from '../onDisk';
import { chosen, UserCancelled } from '../userCancelled';
import { assertTrusted } from '../runs/startRun';

export async function processNotebookSelection(host: Host): Promise<void> {
  assertTrusted();
  const editor = vscode.window.activeNotebookEditor;
  if (editor === undefined) throw new InputError(vscode.l10n.t('Open a notebook and select cells first.'));
  const { notebook, selections } = editor;
  if (!isOnDisk(notebook.uri))
    throw new InputError(vscode.l10n.t('Save the notebook as a file first; the results are written beside it.'));
  let selected = [...new Set(selections.flatMap(({ start, end }) => range(start, end)))].sort((a, b) => a - b);
  const file = basename(notebook.uri.fsPath);
  const cells = notebook.getCells().map(readCell);
  let tables = notebookTables(cells, selected);
  if (tables.every(({ origin }) => origin === 'cell-text')) {
    const other = await askAboutTexts(notebook, selected, nearestTable(cells, selected));
    if (other !== undefined) {
      selected = [other];
      tables = notebookTables(cells, selected);
    }
  }
  const csv = notebookCsv(tables, file);

  const stem = file.replace(/\.\w+$/, '');
  const places = [...new Set(tables.flatMap(({ cells }) => cells))];
  const folder = join(dirname(notebook.uri.fsPath), '.smart', 'notebooks');
  makePrivateFolder(folder);
  replaceFile(join(folder, '.gitignore'), '*\n');
  const numbers = places.map((place) => String(place + 1));
  const rowsFile = `${stem}.cell-${numbers.length > 3 ? `${numbers[0]!}-${numbers.at(-1)!}` : numbers.join('-')}.csv`;
  const path = await freeOutputPath(join(folder, rowsFile));
  makeFile(path, csv);
  for (const { description, losses } of tables) host.log.info([description, ...losses.map(lossInEnglish)].join(' '));
  const inWords =
    numbers.length === 1
      ? vscode.l10n.t('cell {0}', numbers[0]!)
      : vscode.l10n.t('cells {0}', numbers.length > 3 ? `${numbers[0]!}-${numbers.at(-1)!}` : numbers.join(', '));
  const whole = await wholeOf(notebook, tables);
  const origin: RowsOrigin = {
    notebook: notebook.uri.toString(),
    after: selected.at(-1) ?? notebook.cellCount - 1,
    name: `${file}, ${inWords}`,
    losses: tables.flatMap(({ losses }) => losses),
    ...(whole && { whole }),
  };
  keepOrigin(host, path, origin);
  host.panel.show(await openNotebookForm(host, path, origin));
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

/** The cell nearest to the selected ones whose output holds a table: below them first, as a frame stands below what makes it. */
function nearestTable(cells: readonly NotebookCell[], selected: readonly number[]): number | undefined {
  const last = selected.at(-1) ?? 0;
  const found = [...cells.keys()].filter((place) =>
    notebookTables(cells, [place]).some(({ origin }) => origin !== 'cell-text'),
  );
  return found.find((place) => place > last) ?? found.at(-1);
}

/** @param other a cell with a table. @returns that cell where its table is wanted. @throws {UserCancelled} unless that or the texts are. */
async function askAboutTexts(
  notebook: vscode.NotebookDocument,
  selected: readonly number[],
  other: number | undefined,
): Promise<number | undefined> {
  const takeOther = vscode.l10n.t('Use Cell {0}', (other ?? 0) + 1);
  const [texts, run] = [vscode.l10n.t("Use the Cells' Text"), vscode.l10n.t('Run the Cells')] as const;
  const codeCells = selected.filter((place) => notebook.cellAt(place).kind === vscode.NotebookCellKind.Code);
  const numbers = selected.map((place) => place + 1).join(', ');
  const answer = chosen(
    await showWarning(
      other === undefined
        ? vscode.l10n.t(
            'No table in the output of cell {0}. Use the text of the selected cells, one row each?',
            numbers,
          )
        : vscode.l10n.t(
            'No table in the output of cell {0}, but one in that of cell {1}. Which rows do you want?',
            numbers,
            other + 1,
          ),
      ...(other === undefined ? [] : [takeOther]),
      ...(codeCells.length > 0 ? [run] : []),
      texts,
    ),
  );
  if (answer === texts) return undefined;
  if (answer === takeOther) return other;
  void vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: codeCells.map((place) => ({ start: place, end: place + 1 })),
    document: notebook.uri,
  });
  throw new UserCancelled('the cells are run first');
}

/** Of the one table that is shown in part. */
async function wholeOf(
  notebook: vscode.NotebookDocument,
  tables: readonly NotebookTable[],
): Promise<RowsOrigin['whole']> {
  const [table, ...others] = tables;
  const [place] = table?.cells ?? [];
  if (place === undefined || others.length > 0 || table!.losses.length === 0) return undefined;
  const cell = notebook.cellAt(place);
  const { fsPath } = notebook.uri;
  const file = await freeOutputPath(join(dirname(fsPath), `${basename(fsPath).replace(/\.\w+$/, '')}.csv`));
  const run = cell.executionSummary?.executionOrder;
  const language = cell.document.languageId;
  const code = wholeTableCode({
    source: cell.document.getText(),
    language,
    file: basename(file),
    ...(run !== undefined && { run }),
    isPolars: readCell(cell).outputs.some((output) =>
      /shape: \(/.test(output['text/plain'] ?? output['text/html'] ?? ''),
    ),
  });
  return code === undefined ? undefined : { code, language, file };
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
