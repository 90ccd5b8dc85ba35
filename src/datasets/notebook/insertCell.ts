// A new cell inside a notebook's text, every other byte left as it is. Indentation, line ends and key order follow the file.
import { createHash } from 'node:crypto';
import { InputError } from '../../engine/inputError';
import { cellOfJson, elementsOf, membersOf, type Span } from '../json/jsonText';

export type NewCell = {
  readonly kind: 'code' | 'markdown';
  readonly text: string;
  /** What the cell shows, by MIME type, as if it had been run; code cells only. */
  readonly output?: Readonly<Record<string, string>>;
};

/**
 * @param after 0-based place of the cell before the new one; -1: first
 * @throws {InputError} for text that is no notebook, or a place that it does not have
 */
export function insertResultCell(notebook: string, after: number, cell: NewCell): string {
  const members = notebookMembers(notebook);
  const cells = members.get('cells');
  if (!cells || notebook[cells.start] !== '[')
    throw new InputError('The notebook has no list of cells; open and save it in Jupyter.');
  const elements = elementsOf(notebook, cells.start);
  if (!Number.isInteger(after) || after < -1 || after >= elements.length)
    throw new InputError(`The notebook has no cell ${String(after + 1)}; it has ${String(elements.length)}.`);

  const newline = notebook.includes('\r\n') ? '\r\n' : '\n';
  const first = elements[0];
  const rootLead = /^\s*\{(\s*)/.exec(notebook.replace(/^\ufeff/, ''))![1]!;
  const isIndented = rootLead.includes('\n');
  const unit = isIndented ? rootLead.slice(rootLead.lastIndexOf('\n') + 1) : '';
  const lead = first ? notebook.slice(cells.start + 1, first.start) : isIndented ? newline + unit.repeat(2) : '';
  const text = serialized(cell, members, notebook, { unit, lead: lead.includes('\n') ? lead : '', newline });

  if (elements.length === 0) {
    const close = isIndented ? newline + unit : '';
    return `${notebook.slice(0, cells.start)}[${lead}${text}${close}]${notebook.slice(cells.end)}`;
  }
  if (after === -1) return `${notebook.slice(0, first!.start)}${text},${lead || ' '}${notebook.slice(first!.start)}`;
  const place = elements[after]!.end;
  return `${notebook.slice(0, place)},${lead || ' '}${text}${notebook.slice(place)}`;
}

function notebookMembers(notebook: string): Map<string, Span> {
  const start = notebook.startsWith('\ufeff') ? 1 : 0;
  try {
    JSON.parse(notebook.slice(start));
  } catch (error) {
    throw new InputError(
      `Not a valid notebook (${(error as Error).message.slice(0, 100)}); open and save it in Jupyter.`,
    );
  }
  return new Map(membersOf(notebook, start).map((member) => [member.key, member]));
}

type Style = { readonly unit: string; readonly lead: string; readonly newline: string };

function serialized(cell: NewCell, members: ReadonlyMap<string, Span>, notebook: string, style: Style): string {
  const minor = members.get('nbformat_minor');
  const hasIds = minor !== undefined && Number(cellOfJson(notebook.slice(minor.start, minor.end))) >= 5;
  const id = createHash('sha256').update(notebook).update(cell.text).digest('hex').slice(0, 8);
  // Keys in the order in which nbformat writes them.
  const value = {
    cell_type: cell.kind,
    ...(cell.kind === 'code' ? { execution_count: null } : {}),
    ...(hasIds ? { id } : {}),
    metadata: {},
    ...(cell.kind === 'code' ? { outputs: cell.output ? [outputOf(cell.output)] : [] } : {}),
    source: linesOf(cell.text),
  };
  if (!style.lead) return JSON.stringify(value);
  const indent = style.lead.slice(style.lead.lastIndexOf('\n') + 1);
  return JSON.stringify(value, undefined, style.unit)
    .split('\n')
    .join(style.newline + indent);
}

function outputOf(output: Readonly<Record<string, string>>) {
  const data = Object.fromEntries(Object.entries(output).map(([mime, text]) => [mime, linesOf(text)]));
  return { data, metadata: {}, output_type: 'display_data' };
}

/** Text as nbformat stores it: lines that keep their ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
