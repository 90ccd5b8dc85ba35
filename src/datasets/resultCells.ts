// The appended cells: free names for their columns, and how a value is written in delimited text.
import type { Dialect } from './csv/dialect';
import type { OpenedDataset } from './openedDataset';

/** A value that is JSON itself, `42` or `{"a":1}`: told with its type where the format has types, as its text elsewhere. */
export class JsonValue {
  /** @param text valid JSON, kept digit by digit */
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Undefined: nothing to tell; an empty cell, or null. */
export type ResultValue = string | number | boolean | JsonValue | undefined;

/** How a value stands in JSON. */
export function jsonOfValue(value: ResultValue): string {
  return value instanceof JsonValue ? value.text : JSON.stringify(value ?? null);
}

/** Wanted names, with `_2`, `_3`, ... behind those that the dataset already has. */
function freeColumnNames(wanted: readonly string[], existing: readonly string[]): string[] {
  const taken = new Set(existing);
  return wanted.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}_${String(count)}`;
    taken.add(free);
    return free;
  });
}

/** The same for a dataset, whose Parquet columns that cannot be read have names too. */
export function resultColumnNames(
  dataset: Pick<OpenedDataset, 'columns' | 'parquet'>,
  wanted: readonly string[],
): string[] {
  const unread = dataset.parquet?.unreadable.map(({ name }) => name) ?? [];
  return freeColumnNames(wanted, [...dataset.columns, ...unread]);
}

export type CellFormat = {
  readonly dialect: Dialect;
  /** The file quotes every cell. */
  readonly quotesAll: boolean;
};

export function formatCell(value: ResultValue, { dialect, quotesAll }: CellFormat): string {
  // A zero byte would make the whole file unreadable, to us as to others; as an answer it says nothing.
  const text = value === undefined ? '' : String(value).replaceAll('\0', '');
  if (!dialect.hasQuotes) return text.includes('\t') || /[\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ') : text;
  // A blank at either end, or a leading quote, would be lost to many readers.
  const needsQuotes = quotesAll || text.includes(dialect.delimiter) || /["\r\n]|^\s|\s$/.test(text);
  if (!needsQuotes) return text;
  const inner = dialect.escape === '"' ? text.replaceAll('"', '""') : text.replace(/["\\]/g, '\\$&');
  return `"${inner}"`;
}

/** Does the file's header quote every cell, so that ours should be quoted as well? */
export function quotesAllCells(headerRecord: string, header: readonly string[], dialect: Dialect): boolean {
  if (!dialect.hasQuotes) return false;
  const format = { dialect, quotesAll: true };
  return header.map((cell) => formatCell(cell, format)).join(dialect.delimiter) === headerRecord;
}
