// The rows that a form is about: opened, their first ones held, and what the page shows of them. They are opened anew where the user knows better in
// which encoding the text is, or which sheet is meant.
import { openDataset } from '../../datasets/openDataset';
import type { OpenedDataset } from '../../datasets/openedDataset';
import { previewDataset } from '../../datasets/previewDataset';
import { cellsBeyondAscii } from '../../datasets/sampleCells';
import type { Row } from '../../engine/dataset';
import { InputError } from '../../engine/inputError';
import type { Reading } from '../../engine/job';
import type { DatasetPreview, ReadingChoice } from '../../protocol';

export type FormRows = {
  readonly dataset: OpenedDataset;
  readonly reading: Reading | undefined;
  /** The first rows. */
  readonly sample: readonly Row[];
  readonly preview: DatasetPreview;
};

/** First rows that the form shows, checks the prompt on and tries. */
const sampleRows = 20;

export function firstRows({ rowCount }: OpenedDataset): Int32Array {
  return Int32Array.from({ length: Math.min(sampleRows, rowCount) }, (_, row) => row);
}

/** @param notes told beside what is odd about the rows @throws {InputError} when the dataset cannot be read */
export async function openRows(
  path: string,
  reading: Reading | undefined,
  name: string | undefined,
  notes: readonly string[],
): Promise<FormRows> {
  const opened = await openDataset(path, reading);
  const dataset = name === undefined ? opened : { ...opened, name };
  const sample: Row[] = [];
  for await (const row of dataset.rows(firstRows(dataset))) sample.push(row);
  const found = await previewDataset(dataset, sampleRows);
  // What the choices themselves tell is not told twice.
  const told = [dataset.guess?.warning, dataset.sheets?.warning];
  const choice = await choiceOf(dataset);
  const preview: DatasetPreview = {
    ...found,
    problems: [...found.problems.filter((problem) => !told.includes(problem)), ...notes],
    source: path,
    ...(Object.keys(choice).length > 0 && { reading: choice }),
  };
  return { dataset, reading, sample, preview };
}

/** As before the window was closed, unless the file is another one by now. @throws as openRows */
export async function openRowsAsKept(
  kept: Reading | undefined,
  ...[path, name, notes]: [string, string | undefined, readonly string[]]
): Promise<FormRows> {
  if (kept === undefined) return openRows(path, undefined, name, notes);
  return openRows(path, kept, name, notes).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    return openRows(path, undefined, name, notes);
  });
}

async function choiceOf(dataset: OpenedDataset): Promise<ReadingChoice> {
  const { text, sheets, guess } = dataset;
  const encoding = text?.form.kind === 'delimited' ? text.file.layout.encoding.name : undefined;
  const cells =
    encoding === undefined || encoding === 'utf-8' ? [] : (guess?.cells ?? (await cellsBeyondAscii(dataset)));
  return {
    ...(encoding !== undefined && { encoding: { name: encoding, isGuessed: guess !== undefined, cells } }),
    ...(sheets &&
      sheets.shown.length > 1 && { sheet: { name: sheets.read, names: [...new Set([...sheets.shown, sheets.read])] } }),
  };
}
