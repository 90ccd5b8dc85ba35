// Writes the rows that a run wants labelled now into a CSV file: their number, what the prompt shows of them, and an empty column for the label.
// Nothing of what models answered is in it: whoever labels is to be led by the row alone.
import { stringify } from 'csv-stringify/sync';
import { InputError } from '../../engine/inputError';
import { readField } from '../../engine/prompt/resolveField';
import { makePrompt } from '../../engine/prompt/template';
import { FormulaWatch } from '../../engine/text/formulas';
import { isThere, saveNamedFile } from '../../files/writeFile';
import { toDiskError } from '../../store/diskError';
import type { Installation } from '../../store/installation';
import { readManifest } from '../../store/runFiles';
import { openDatasetOfRun } from '../datasetOfRun';
import { labelRoundOf, type LabelRound } from './labelRound';

export const [rowColumn, labelColumn] = ['row', 'label'];

export type ExportedLabels = LabelRound & {
  /** About cells that a spreadsheet would take for formulas. */
  readonly note: string | undefined;
};

/** @throws {InputError} where nothing waits, the table is another one now, or the file is there already */
export async function exportLabels(folder: string, out: string, installation: Installation): Promise<ExportedLabels> {
  const round = labelRoundOf(folder);
  const { job, runId, dataset: then } = readManifest(folder);
  if (round.open.length === 0)
    throw new InputError(
      round.asked
        ? `All ${String(round.asked.rows.length)} labels that run ${runId} asked for are there; go on with it (--resume ${runId}).`
        : `Run ${runId} does not wait for labels; go on with it (--resume ${runId}), and it says which it wants.`,
    );
  if (isThere(out)) throw new InputError(`${out} exists already and is not overwritten; choose another name.`);
  const dataset = await openDatasetOfRun(folder, installation);
  try {
    if (dataset.hash !== then.hash)
      throw new InputError(
        `${dataset.name} changed since run ${runId} began; its rows are others now. Bring the file back as it was, or start a new run.`,
      );
    const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
    const fields = prompt?.fields ?? [];
    const head = [rowColumn!, ...fields.map(({ name }) => nameBeside(name)), labelColumn!];
    const lines: string[][] = [];
    const formulas = new FormulaWatch();
    for await (const row of dataset.rows(round.open)) {
      const cells = fields.map((field) => readField(row, field) ?? '');
      formulas.look(row.index, cells);
      lines.push([String(row.index + 1), ...cells, '']);
    }
    save(out, stringify([head, ...lines]));
    return { ...round, note: formulas.note('Cells', 'open the file with a program that does not run them.') };
  } finally {
    await dataset.close();
  }
}

/** A column of the table that is called as one of ours stands beside it under another name. */
const nameBeside = (name: string) => (name === rowColumn || name === labelColumn ? `${name} (of the table)` : name);

function save(out: string, text: string): void {
  try {
    saveNamedFile(out, text);
  } catch (error) {
    throw toDiskError(error, out);
  }
}
