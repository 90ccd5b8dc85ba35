// Rows with another number of cells than the header: what may be meant, and the sentence that says so.
import { InputError } from '../../engine/inputError';

export type Ragged = {
  /** Of the first such row. */
  readonly line: number;
  readonly cells: number;
  readonly record: string;
  count: number;
  /** Whether all of them have the same number of cells, and whether each ends with a delimiter. */
  isUniform: boolean;
  endsEmpty: boolean;
};

export type Header = { readonly line: number; readonly cells: number };

const countOf = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** Every row has one cell more than the header, so that values would shift by a column: not even read where ragged rows are accepted. */
export function isShifted(ragged: Ragged, header: Header, rowCount: number): boolean {
  return isOneMore(ragged, header, rowCount) && !ragged.endsEmpty;
}

function isOneMore(ragged: Ragged, header: Header, rowCount: number): boolean {
  return ragged.isUniform && ragged.count === rowCount && ragged.cells === header.cells + 1;
}

/** @param comments lines at the start that begin as comments do */
export function raggedRefusal(
  label: string,
  ragged: Ragged,
  header: Header,
  rowCount: number,
  comments: number,
): InputError {
  const at = `${label}, line ${String(header.line)}`;
  if (comments > 0)
    return new InputError(
      `${label}, line 1: ${comments === 1 ? 'a comment stands' : `${String(comments)} comment lines stand`} above the column names; skip ${comments === 1 ? 'it' : 'them'} (--skip-lines ${String(comments)}), or remove ${comments === 1 ? 'it' : 'them'}.`,
    );
  if (ragged.record.includes('\r'))
    return new InputError(
      `${label}, line ${String(ragged.line)}: some lines end in CR alone and others do not; save the file with one kind of line end.`,
    );
  if (isOneMore(ragged, header, rowCount)) {
    const shown = ragged.record.slice(0, 60);
    if (ragged.endsEmpty)
      return new InputError(
        `${at}: every row ends with a delimiter that the header lacks; end the header with one too, or read the file as it is (--accept-ragged).`,
      );
    // R's write.table gives the row names no header; a title has one cell, or a blank line below it, and the names below it are no numbers.
    const isTitle = header.cells === 1 || ragged.line > header.line + 1;
    if (isTitle && !/^"?\d/.test(ragged.record))
      return new InputError(
        `${at}: ${countOf(header.cells, 'cell')} where every line below has ${String(ragged.cells)}; if it is a title and line ${String(ragged.line)} (${shown}) names the columns, skip ${countOf(ragged.line - 1, 'line')} (--skip-lines ${String(ragged.line - 1)}), else put a name for the first column in front of it.`,
      );
    if (rowCount > 1)
      return new InputError(
        `${at}: every row has one cell more than the header, as where row names have no column name (R's write.table); put a name for the first column in front of the header.`,
      );
  }
  const more = ragged.count > 1 ? ` (and ${countOf(ragged.count - 1, 'more such row')})` : '';
  return new InputError(
    `${label}, line ${String(ragged.line)}: ${countOf(ragged.cells, 'cell')} where the header names ${String(header.cells)}${more}; ${mendOf(ragged, header, rowCount)}.`,
  );
}

function mendOf(ragged: Ragged, header: Header, rowCount: number): string {
  // A title or comments above the names: most rows have another width than the first line, and the same one.
  if (ragged.isUniform && ragged.cells > header.cells && ragged.count > 0.8 * rowCount && rowCount > 1)
    return `if line ${String(ragged.line)} holds the column names, skip the ${countOf(ragged.line - 1, 'line')} above it (--skip-lines ${String(ragged.line - 1)}); else put quotes around the cell that holds the delimiter`;
  if (ragged.cells > header.cells && /(?:^|[^\w'])'[^']*'(?!\w)/.test(ragged.record))
    return 'write double quotes in place of the single ones, which hold no cell together';
  if (ragged.cells > header.cells) return 'put quotes around the cell that holds the delimiter';
  if (ragged.record.trim() === '') return 'the line holds blanks alone; remove it';
  // What programs print below a table.
  if (
    ragged.cells === 1 &&
    ragged.count === 1 &&
    /^\W*(?:\d[\d,.]* rows?|total|sum|source|note|end|eof|#|--|\x1a)/i.test(ragged.record)
  )
    return 'it looks like a line below the table; remove it';
  return 'add the missing cells or delimiters';
}
