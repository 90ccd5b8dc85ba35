// One record of delimited text -> its cells as text, quotes removed. The record has passed scanDelimited with the same dialect.
import type { Dialect } from './dialect';

export function splitRecord(record: string, dialect: Dialect): string[] {
  const { delimiter, hasQuotes, skipsSpace } = dialect;
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let opening = at;
    if (skipsSpace) while (record.charCodeAt(opening) === 0x20) opening++;
    if (hasQuotes && record.charCodeAt(opening) === 0x22) {
      const close = closingQuote(record, opening + 1, dialect);
      cells.push(unescaped(record.slice(opening + 1, close), dialect));
      // Only blanks can stand between the closing quote and the delimiter.
      const next = record.indexOf(delimiter, close + 1);
      if (next < 0) return cells;
      at = next + 1;
    } else {
      const next = record.indexOf(delimiter, at);
      if (next < 0) {
        cells.push(record.slice(skipsSpace ? opening : at));
        return cells;
      }
      cells.push(record.slice(skipsSpace ? Math.min(opening, next) : at, next));
      at = next + 1;
    }
  }
}

function closingQuote(record: string, from: number, { escape }: Dialect): number {
  for (let at = from; ; at++) {
    const close = record.indexOf('"', at);
    if (close < 0) return record.length;
    if (escape === '"') {
      if (record.charCodeAt(close + 1) !== 0x22) return close;
      at = close + 1;
    } else {
      let backslashes = 0;
      while (close - backslashes > from && record[close - backslashes - 1] === '\\') backslashes++;
      if (backslashes % 2 === 0) return close;
      at = close;
    }
  }
}

function unescaped(text: string, { escape }: Dialect): string {
  if (escape === '"') return text.includes('"') ? text.replaceAll('""', '"') : text;
  return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
}
