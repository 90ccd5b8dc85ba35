// Writes the rows that a run wants labelled now into a CSV file: their number, what the prompt shows of them, and an empty column for the label.
// Nothing of what models answered is in it: whoever labels is to be led by the row alone.
import { stringify } from 'csv-stringify/sync';
import { InputError } from '../../engine/inputError';
import { FormulaWatch } from '../../engine/text/formulas';
import { isThere, saveNamedFile } from '../../files/writeFile';
import { toDiskError } from '../../store/diskError';
import type { Installation } from '../../store/installation';
import { readManifest } from '../../store/runFiles';
import { labelRoundOf, type LabelRound } from './labelRound';
import { labelColumn, rowColumn, shownCells } from './shownCells';

export type ExportedLabels = LabelRound & {
  /** About cells that a spreadsheet would take for formulas. */
  readonly note: string | undefined;
};

/** @throws {InputError} where nothing waits, the table is another one now, or the file is there already */
export async function exportLabels(folder: string, out: string, installation: Installation): Promise<ExportedLabels> {
  const round = labelRoundOf(folder);
  const { runId } = readManifest(folder);
  if (round.open.length === 0)
    throw new InputError(
      round.asked
        ? `All ${String(round.asked.rows.length)} labels that run ${runId} asked for are there; go on with it (--resume ${runId}).`
        : `Run ${runId} does not wait for labels; go on with it (--resume ${runId}), and it says which it wants.`,
    );
  if (isThere(out)) throw new InputError(`${out} exists already and is not overwritten; choose another name.`);
  const { columns, rows } = await shownCells(folder, round.open, installation);
  const formulas = new FormulaWatch();
  for (const { row, cells } of rows) formulas.look(row, cells);
  const head = [rowColumn, ...columns, labelColumn];
  save(out, stringify([head, ...rows.map(({ row, cells }) => [String(row + 1), ...cells, ''])]));
  return { ...round, note: formulas.note('Cells', 'open the file with a program that does not run them.') };
}

function save(out: string, text: string): void {
  try {
    saveNamedFile(out, text);
  } catch (error) {
    throw toDiskError(error, out);
  }
}
