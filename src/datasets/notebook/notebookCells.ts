// A Jupyter notebook's text (nbformat 4) -> its cells and what they put out. Also the shape in which a notebook editor hands over its cells.
// Knows nothing of tables.
import { InputError } from '../../engine/inputError';
import { cellOfJson, elementsOf, membersOf } from '../json/jsonText';

export type NotebookCell = {
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly text: string;
  /** Each output's renderings by MIME type; a stream is `text/plain`. */
  readonly outputs: readonly Readonly<Record<string, string>>[];
};

/** @throws {InputError} for what is no notebook */
export function parseNotebook(notebook: string, label: string): NotebookCell[] {
  const text = notebook.replace(/^\ufeff/, '');
  try {
    JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `${label}: not a valid notebook (${(error as Error).message.slice(0, 100)}); open and save it in Jupyter.`,
    );
  }
  const { cells, nbformat } = fieldsOf(text);
  if (!cells?.startsWith('['))
    throw new InputError(
      `${label}: a notebook of format ${nbformat ?? 'unknown'} without cells; open and save it in Jupyter.`,
    );
  return itemsOf(cells).map((raw) => {
    const cell = fieldsOf(raw);
    const kind = cell.cell_type && cellOfJson(cell.cell_type);
    return {
      kind: kind === 'markdown' || kind === 'raw' ? kind : 'code',
      text: joined(cell.source),
      outputs: itemsOf(cell.outputs ?? '[]').map((output) => outputOf(fieldsOf(output))),
    };
  });
}

function outputOf(output: Fields): Record<string, string> {
  if (output.text !== undefined) return output.name === '"stderr"' ? {} : { 'text/plain': joined(output.text) };
  const data = fieldsOf(output.data ?? '{}');
  return Object.fromEntries(Object.entries(data).map(([mime, raw]) => [mime, joined(raw)]));
}

type Fields = Record<string, string | undefined>;

/** Source texts of an object's values: numbers in JSON renderings keep their digits. */
function fieldsOf(object: string): Fields {
  return Object.fromEntries(membersOf(object).map(({ key, start, end }) => [key, object.slice(start, end)]));
}

function itemsOf(array: string): string[] {
  return elementsOf(array).map(({ start, end }) => array.slice(start, end));
}

/** nbformat stores text as one string or as lines; anything else is a JSON rendering and stays as it is. */
function joined(raw: string | undefined): string {
  if (raw === undefined) return '';
  if (raw.startsWith('"')) return cellOfJson(raw) ?? '';
  const lines = itemsOf(raw);
  const isText = raw.startsWith('[') && lines.every((line) => line.startsWith('"'));
  return isText ? lines.map((line) => cellOfJson(line) ?? '').join('') : raw;
}
