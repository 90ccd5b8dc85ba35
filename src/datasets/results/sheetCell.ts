// A value as a cell of a sheet (ECMA-376 part 1, 18.3.1.4): numbers and truth values with their type, all else as text, which nothing runs as a formula.
import { JsonValue, type ResultValue } from '../resultCells';
import { columnName } from '../cellAddress';

/** What Excel takes in a cell; a workbook with more is called damaged. */
export const longestText = 32_767;

/** @param row, column counted from 0 @param prefix of element names, such as `x:` @returns empty for nothing to tell */
export function cellXml(row: number, column: number, value: ResultValue, prefix = ''): string {
  if (value === undefined) return '';
  const at = `${columnName(column)}${String(row + 1)}`;
  const typed = value instanceof JsonValue ? plainOf(value) : value;
  const wrapped = (attributes: string, inner: string) => `<${prefix}c r="${at}"${attributes}>${inner}</${prefix}c>`;
  if (typeof typed === 'number') return wrapped('', `<${prefix}v>${String(typed)}</${prefix}v>`);
  if (typeof typed === 'boolean') return wrapped(' t="b"', `<${prefix}v>${String(Number(typed))}</${prefix}v>`);
  const text = escaped(typed.slice(0, longestText));
  return wrapped(' t="inlineStr"', `<${prefix}is><${prefix}t xml:space="preserve">${text}</${prefix}t></${prefix}is>`);
}

/** Numbers that a cell holds digit by digit (15 of them), and truth values; other JSON is text. */
function plainOf({ text }: JsonValue): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return String(Number(text)) === text && text.replace(/[eE].*|\D/g, '').length <= 15 ? Number(text) : text;
}

/** Characters that XML cannot hold are written as _x0001_, and what looks so by chance is kept from being read so. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\0-\x08\x0b-\x1f\ufffe\uffff]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
