// A Jupyter notebook's text (nbformat 4) -> its cells and what they put out. Also the shape in which a notebook editor hands over its cells.
// Knows nothing of tables.
import { InputError } from '../../engine/inputError';

export type NotebookCell = {
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly text: string;
  /** Each output's renderings by MIME type; a stream is `text/plain`. */
  readonly outputs: readonly Readonly<Record<string, string>>[];
};

type Multiline = string | readonly string[];
type RawOutput = { data?: Record<string, unknown>; text?: Multiline; name?: string };
type RawCell = { cell_type?: string; source?: Multiline; outputs?: RawOutput[] };

/** @throws {InputError} for what is no notebook */
export function parseNotebook(text: string, label: string): NotebookCell[] {
  let parsed: { cells?: RawCell[]; nbformat?: number };
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, '')) as typeof parsed;
  } catch (error) {
    throw new InputError(
      `${label}: not a valid notebook (${(error as Error).message.slice(0, 100)}); open and save it in Jupyter.`,
    );
  }
  if (!Array.isArray(parsed.cells))
    throw new InputError(
      `${label}: a notebook of format ${String(parsed.nbformat ?? 'unknown')} without cells; open and save it in Jupyter.`,
    );
  return parsed.cells.map((cell) => ({
    kind: cell.cell_type === 'markdown' || cell.cell_type === 'raw' ? cell.cell_type : 'code',
    text: joined(cell.source ?? ''),
    outputs: (cell.outputs ?? []).map((output) => {
      if (output.text !== undefined) return output.name === 'stderr' ? {} : { 'text/plain': joined(output.text) };
      return Object.fromEntries(Object.entries(output.data ?? {}).map(([mime, value]) => [mime, textOf(value)]));
    }),
  }));
}

function joined(text: Multiline): string {
  return typeof text === 'string' ? text : text.join('');
}

/** JSON renderings stand in the file as values, all others as lines. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('');
  return JSON.stringify(value);
}
