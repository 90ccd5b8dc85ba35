// A dotted path into a cell that holds JSON: `meta.author.name` of the column `meta`. The longest name that is a column wins.
import { cellOfJson, jsonAt } from './jsonText';

/** @param cellOf text of a column, undefined where there is none */
export function jsonCell(path: string, cellOf: (column: string) => string | undefined): string | undefined {
  for (let dot = path.search(/[.[][^.[]*$/); dot > 0; dot = path.slice(0, dot).search(/[.[][^.[]*$/)) {
    const cell = cellOf(path.slice(0, dot));
    if (cell === undefined) continue;
    if (!isJson(cell)) return undefined;
    const raw = jsonAt(cell, path.slice(path[dot] === '.' ? dot + 1 : dot).replace(/^\[(\d+)\]/, '$1'));
    return raw === undefined ? undefined : cellOfJson(raw);
  }
  return undefined;
}

function isJson(text: string): boolean {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
