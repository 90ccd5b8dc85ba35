// A table in HTML, as pandas and others render it -> columns and rows of text. Spanned cells are repeated, an index that only counts the rows
// shown is dropped, and whatever the rendering left out is told.
import { parse, type HTMLElement } from 'node-html-parser';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import type { TableLoss } from '../../engine/tableLoss';
import { shapeIn, type TableShape } from './tableShape';

export type FoundTable = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the rendering left out. */
  readonly losses: readonly TableLoss[];
};

type Cell = { readonly text: string; readonly isHeading: boolean };

/**
 * All tables of the HTML that have a heading and at least one row; nested ones not.
 * @throws {InputError} for elements too deep inside one another, or cells that span more places than a table may have
 */
export function htmlTables(html: string): FoundTable[] {
  const root = parse(html);
  assertShallow(root);
  return root
    .querySelectorAll('table')
    .filter((table) => !table.parentNode?.closest('table'))
    .flatMap((table) => readTable(table) ?? []);
}

function readTable(table: HTMLElement): FoundTable | undefined {
  const lines = table.querySelectorAll('tr').filter((line) => line.closest('table') === table);
  const grid = expand(lines);
  const inHead = lines.map((line) => line.closest('thead') !== null && line.closest('thead') !== undefined);
  const headCount = inHead.some(Boolean)
    ? inHead.filter(Boolean).length
    : grid.findIndex((line) => line.some((cell) => !cell.isHeading));
  if (headCount < 1) return undefined;
  const body = grid.slice(headCount).filter((line) => line.length > 0);
  if (body.length === 0) return undefined;
  const width = Math.max(...grid.map((line) => line.length));
  const indexWidth = Array.from({ length: width }, (_, at) =>
    body.every((line) => line[at]?.isHeading ?? false),
  ).indexOf(false);
  const typed = typeRowOf(grid.slice(0, headCount).map((line) => line.map(({ text }) => text)));
  const names = columnNames(grid.slice(0, headCount - (typed ? 1 : 0)), width, Math.max(0, indexWidth));

  const losses: TableLoss[] = [];
  const isElision = (text: string | undefined) => text !== undefined && /^(?:\.\.\.|[…⋮⋯⋱])$/u.test(text);
  const isElided = (line: readonly Cell[]) => line.every(({ text }) => isElision(text));
  const kept = body.filter((line) => !isElided(line));
  const gap = body.findIndex(isElided);
  const shape = shapeIn(wordsBeside(table));
  if (kept.length < body.length) losses.push(rowsLost(kept.length, shape));
  else losses.push(...rowsLostIn(kept.length, shape));
  let places = names.map((_, at) => at).filter((at) => !isElision(names[at]));
  const { columns: allColumns } = shape;
  const shown = places.length - Math.max(0, indexWidth);
  if (places.length < names.length || (allColumns !== undefined && allColumns > places.length))
    losses.push({ what: 'columns', shown, ...(allColumns !== undefined && { of: allColumns }) });
  const labels = kept.map((line) => line[0]!.text);
  // R and Julia, whose tables tell the types, count rows from 1; Julia calls that column "Row".
  const isCounted = typed
    ? (names[0] === '' || names[0] === 'Row') && isCount(labels, 1, gap)
    : names[0] === '' && isCount(labels, 0, gap);
  if (indexWidth === 1 && isCounted) places = places.filter((at) => at !== 0);
  const rows = kept.map((line) => places.map((at) => withoutMarks(line[at]?.text ?? '', typed?.[at])));
  if (rows.some((row) => row.some((cell) => cell.length >= 20 && /(\.\.\.|…)$/.test(cell))))
    losses.push({ what: 'texts', library: typed ? 'other' : 'pandas' });
  return {
    columns: unique(places.map((at) => names[at]! || (at < indexWidth ? 'index' : `column_${String(at + 1)}`))),
    rows,
    losses,
  };
}

const rowsLost = (shown: number, { rows }: TableShape): TableLoss => ({
  what: 'rows',
  shown,
  ...(rows !== undefined && rows > shown && { of: rows }),
});

/** What words beside a table tell of rows that it does not show. */
export function rowsLostIn(shown: number, shape: TableShape): TableLoss[] {
  return (shape.rows ?? 0) > shown || shape.isCut ? [rowsLost(shown, shape)] : [];
}

/** The caption, and the text around the table as far as no other table shares it. */
function wordsBeside(table: HTMLElement): string {
  const own = table.querySelectorAll('table').length + 1;
  let around = table;
  for (let next = table.parentNode as HTMLElement | null; next; next = next.parentNode as HTMLElement | null) {
    if (next.querySelectorAll('table').length > own) break;
    around = next;
  }
  const caption = table.querySelector('caption')?.text ?? '';
  return around === table ? caption : `${caption} ${around.text.replace(table.text, ' ')}`;
}

/** The parser's own functions call themselves for each level. */
function assertShallow(root: HTMLElement): void {
  const open: (readonly [HTMLElement, number])[] = [[root, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [element, depth] = next;
    if (depth > limits.htmlDepth)
      throw new InputError(
        `A table of the notebook has elements more than ${String(limits.htmlDepth)} deep inside one another; run its cell again, or clear its output.`,
      );
    for (const child of element.childNodes as HTMLElement[]) open.push([child, depth + 1]);
  }
}

/** Rows of equal places: a cell that spans several stands in each of them. */
function expand(lines: readonly HTMLElement[]): Cell[][] {
  const grid: Cell[][] = lines.map(() => []);
  let places = 0;
  lines.forEach((line, row) => {
    let column = 0;
    for (const element of line.childNodes as HTMLElement[]) {
      const tag = element.rawTagName?.toLowerCase();
      if (tag !== 'td' && tag !== 'th') continue;
      while (grid[row]![column]) column++;
      const cell = { text: cellText(element), isHeading: tag === 'th' };
      const [down, across] = [span(element, 'rowspan'), span(element, 'colspan')];
      const end = Math.min(row + down, lines.length);
      places += (end - row) * across;
      if (places > limits.htmlPlaces)
        throw new InputError(
          `A table of the notebook has cells that span ${limits.htmlPlaces.toLocaleString('en')} places and more; run its cell again, or clear its output.`,
        );
      for (let y = row; y < end; y++) for (let x = column; x < column + across; x++) grid[y]![x] = cell;
      column += across;
    }
  });
  return grid.map((line) => Array.from(line, (cell: Cell | undefined) => cell ?? { text: '', isHeading: false }));
}

function span(element: HTMLElement, name: string): number {
  const value = Number(element.getAttribute(name) ?? 1);
  return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : 1;
}

function cellText(element: HTMLElement): string {
  return element.text.replace(/\u00a0/g, ' ').trim();
}

/** Levels of a heading are joined by dots. pandas names its index in a last line of headings that names no column. */
function columnNames(head: readonly (readonly Cell[])[], width: number, indexWidth: number): string[] {
  const last = head.at(-1)!;
  const namesIndex =
    head.length > 1 &&
    indexWidth > 0 &&
    last.slice(indexWidth).every(({ text }) => text === '') &&
    last.some(({ text }) => text !== '');
  const levels = namesIndex ? head.slice(0, -1) : head;
  return Array.from({ length: width }, (_, at) => {
    if (namesIndex && at < indexWidth) return last[at]?.text ?? '';
    const parts = levels.map((line) => line[at]?.text ?? '').filter((text) => text !== '');
    // Over the index stand the names of the levels, not of a column.
    return at < indexWidth && (namesIndex || levels.length > 1)
      ? ''
      : parts.filter((part, place) => part !== parts[place - 1]).join('.');
  });
}

/**
 * An index that only counts the rows shown carries nothing; any other one joins the rows back to the frame that they came from.
 * @param first number of the first row
 * @param gap rows before an elision; -1: nothing is left out
 */
function isCount(labels: readonly string[], first: number, gap: number): boolean {
  return labels.every((label, at) => {
    if (!/^\d+$/.test(label)) return false;
    return gap < 0 && label === String(first + at);
  });
}

function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${String(count)}`;
  });
}

// Tables of Polars, R and Julia tell each column's type in a last line of headings, and mark texts and missing values in their cells.
const polars =
  /^(?:[iu](?:8|16|32|64|128)|f(?:16|32|64)|str|bool|date|time|cat|enum|binary|null|object|unknown|(?:datetime|duration|list|array|struct|decimal|cat|enum)\b.*)$/;
/** `<chr>`, `<I<chr>>`, `<S3: POSIXct>`. */
const r = /^<.+>$/;
const julia =
  /^(?:U?Int\d*|Float\d+|BigInt|BigFloat|Bool|Char|String\d*|SubString.*|Symbol|Any|Missing|Nothing|Date|DateTime|Time|Union.*|Vector.*|Array.*|Cat\S*|Real|Number|Abstract\w*|Rational.*)\??$/;

/** @param head texts of the lines of headings @returns the type of each column, where the last line tells nothing but types below another line */
function typeRowOf(head: readonly (readonly string[])[]): readonly string[] | undefined {
  const last = head.at(-1);
  if (head.length < 2 || !last) return undefined;
  const told = last.filter((text) => text !== '' && text !== '…' && text !== '...');
  const isTyped = told.length > 0 && [polars, r, julia].some((types) => told.every((text) => types.test(text)));
  return isTyped ? last : undefined;
}

/** The value of a cell of Polars: texts stand in quotes, a missing value is a bare `null`. Other tables mark nothing. */
function withoutMarks(cell: string, type: string | undefined): string {
  if (type === undefined || !polars.test(type)) return cell;
  if (cell === 'null') return '';
  if (!/^(?:str|cat|enum)/.test(type)) return cell;
  return /^"([\s\S]*)"$/.exec(cell)?.[1] ?? /^"([\s\S]*…)$/.exec(cell)?.[1] ?? cell;
}
