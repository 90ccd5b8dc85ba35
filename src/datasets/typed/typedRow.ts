// A row of a format whose columns have types: its cells as text, and as JSON that keeps types and digits. Nested values are JSON in both.
import { jsonCell } from '../json/jsonCell';
import type { TypedRow } from '../openedDataset';
import { bytesText, ExactNumber } from './valueTexts';

/** Where each column stands in a row's values. A column may be called `__proto__`, so that no object will do. */
export type ColumnPlaces = ReadonlyMap<string, number>;

export function placesOf(columns: readonly string[]): ColumnPlaces {
  return new Map(columns.map((column, at) => [column, at]));
}

export function typedRow(index: number, places: ColumnPlaces, values: readonly unknown[]): TypedRow {
  const value = (column: string) => values[places.get(column) ?? -1];
  const cell = (column: string) => cellText(value(column));
  return {
    index,
    get: (column) => (places.has(column) ? cell(column) : jsonCell(column, cell)),
    raw: (column) => (places.has(column) ? jsonText(value(column)) : undefined),
  };
}

function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return bytesText(value);
  return typeof value === 'object' && !(value instanceof ExactNumber)
    ? jsonText(value)
    : String(value as number | bigint | boolean | ExactNumber);
}

/** A value as JSON, whole numbers of any size with all their digits. */
function jsonText(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'bigint' || value instanceof ExactNumber) return String(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(bytesText(value));
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return `[${Array.from(value as ArrayLike<unknown>, jsonText).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`)
    .join(',')}}`;
}
