// Gets the whole of a table of which a notebook shows a part: a new cell writes it to a file, run by the notebook's own kernel.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { statRegular } from '../../files/regularFile';
import { showWarning } from '../notify';
import type { RowsOrigin } from './rowsOrigin';

/**
 * Puts the cell below the one that shows the table and has it run.
 * @param onWritten called each time that it has run to its end and the file is there
 * @returns ends the waiting
 */
export async function writeWholeTable(
  { notebook: address, after, whole }: RowsOrigin & Required<Pick<RowsOrigin, 'whole'>>,
  onWritten: () => void,
): Promise<() => void> {
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(address));
  const at = Math.min(after + 1, notebook.cellCount);
  const edit = new vscode.WorkspaceEdit();
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, whole.code, whole.language);
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
  await vscode.workspace.applyEdit(edit);
  const inserted = notebook.cellAt(at);
  const listening = vscode.workspace.onDidChangeNotebookDocument((change) => {
    const run = change.cellChanges.find((one) => one.cell === inserted)?.executionSummary;
    // One that failed is mended in the notebook, and run again.
    if (run?.success !== true) return;
    if (statRegular(whole.file) !== undefined) onWritten();
    else
      void showWarning(
        vscode.l10n.t(
          'The cell ran, but {0} is not in {1}. Its kernel works in another folder: write the whole path in the cell.',
          basename(whole.file),
          dirname(whole.file),
        ),
      );
  });
  await vscode.window.showNotebookDocument(notebook, {
    viewColumn: columnOf(notebook),
    preserveFocus: true,
    selections: [new vscode.NotebookRange(at, at + 1)],
  });
  // VS Code asks for a kernel where none is chosen; this does not wait for it.
  void vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: at, end: at + 1 }],
    document: notebook.uri,
  });
  return () => {
    listening.dispose();
  };
}

/** Where the notebook is open already, else beside the form. */
function columnOf({ uri }: vscode.NotebookDocument): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputNotebook && input.uri.toString() === uri.toString()),
  );
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}
