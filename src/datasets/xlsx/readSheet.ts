// One sheet of a workbook as texts: values as Excel stores them, dates and times as ISO 8601, durations in hours, errors as Excel shows them.
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import {
  escapedCharacters,
  readFormats,
  readSharedTexts,
  readSheetXml,
  readWorkbook,
  type Cell,
  type SheetEntry,
} from './workbookXml';
import { totalsRows } from './tableTotals';

export type SheetTable = {
  /** Name of the sheet's part in the archive. */
  readonly part: string;
  readonly name: string;
  /** Names of the sheets that are not hidden. */
  readonly shown: readonly string[];
  /** Rows that are not wholly empty, the names first. */
  readonly cells: readonly (readonly string[])[];
  /** Each row's number in the sheet. */
  readonly lines: readonly number[];
  /** Sentences about what the sheet has that a table cannot show. */
  readonly warnings: readonly string[];
};

/**
 * @param parts XML by name
 * @param wanted name of a sheet, or its number from 1; undefined: the first that is not hidden
 * @throws {InputError} for a sheet that is not there or too large; other errors for XML that cannot be read
 */
export function readSheet(
  parts: ReadonlyMap<string, string>,
  wanted: string | number | undefined,
  label: string,
): SheetTable {
  const { sheets, is1904 } = readWorkbook(part(parts, 'xl/workbook.xml'), part(parts, 'xl/_rels/workbook.xml.rels'));
  const { name, part: sheetPart } = chooseSheet(sheets, wanted, label);
  const shown = sheets.filter(({ isHidden }) => !isHidden).map((sheet) => sheet.name);
  const shared = parts.get('xl/sharedStrings.xml');
  const styles = parts.get('xl/styles.xml');
  const texts = shared === undefined ? [] : readSharedTexts(shared);
  const formats = styles === undefined ? [] : readFormats(styles);

  // Only what is there is held: a lone cell at the far end of a sheet costs nothing.
  const rows = new Map<number, Map<number, string>>();
  const hidden = new Set<number>();
  const merges: (readonly [first: number, last: number])[] = [];
  let width = 0;
  let uncalculated = 0;
  readSheetXml(part(parts, sheetPart), {
    onCell: (at, column, cell) => {
      if (!(at >= 0 && at < limits.sheetRows && column >= 0 && column < limits.sheetColumns))
        throw new InputError(
          `${label}: a cell stands outside of what Excel can hold; the workbook is damaged. Save it anew, or as CSV.`,
        );
      // A formula whose result is an empty text says so by its type.
      if (cell.hasFormula && cell.value === '' && cell.type !== 'str') uncalculated++;
      const text = cell.value === '' ? '' : cellText(cell, texts, formats, is1904);
      if (text === '') return;
      let row = rows.get(at);
      if (!row) rows.set(at, (row = new Map()));
      row.set(column, text);
      width = Math.max(width, column + 1);
    },
    onHiddenRow: (at) => hidden.add(at),
    onMerge: (first, last) => merges.push([first, last]),
  });
  if (rows.size * width > limits.tableCells)
    throw new InputError(
      `${label}: its table would have ${String(rows.size)} rows of ${String(width)} columns; save the part that is wanted as CSV (UTF-8) and try again.`,
    );
  const order = [...rows.keys()].sort((a, b) => a - b);
  const cells = order.map((at) => Array.from({ length: width }, (_, column) => rows.get(at)!.get(column) ?? ''));
  const warnings: string[] = [];
  const warn = (count: number, sentence: (one: boolean) => string) => {
    if (count > 0) warnings.push(`Sheet "${name}": ${sentence(count === 1)}`);
  };
  const hiddenRows = order.filter((at) => hidden.has(at)).length;
  warn(
    hiddenRows,
    (one) => `${counted(hiddenRows, 'row')} that Excel hides (by a filter, perhaps) ${one ? 'is' : 'are'} read too.`,
  );
  const merged = merges.filter(([first, last]) => order.some((at) => at >= first && at <= last)).length;
  warn(
    merged,
    () => `${counted(merged, 'merged range')}: only the first cell of each has its text, the others are empty.`,
  );
  const [top = -1] = order;
  const mergedNames = merges.filter(([first, last]) => first <= top && top <= last).length;
  warn(
    mergedNames,
    () =>
      `the names in row ${String(top + 1)} are merged over several cells; if the names stand in a row below it, skip the rows above (--skip-lines ${String(top + 1)}).`,
  );
  const totals = [...totalsRows(parts, sheetPart)].filter((at) => rows.has(at));
  warn(
    totals.length,
    (one) =>
      `${one ? `row ${String(totals[0]! + 1)} is the totals row of a table and is` : `${String(totals.length)} rows are totals rows of tables and are`} read too.`,
  );
  warn(
    uncalculated,
    (one) =>
      `${counted(uncalculated, 'formula')} ${one ? 'was' : 'were'} never calculated and ${one ? 'is' : 'are'} empty; open and save the workbook in Excel.`,
  );
  return { part: sheetPart, name, shown, cells, lines: order.map((at) => at + 1), warnings };
}

const counted = (count: number, noun: string) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

function part(parts: ReadonlyMap<string, string>, name: string): string {
  const xml = parts.get(name);
  if (xml === undefined) throw new Error(`it lacks the part ${name}`);
  return xml;
}

function chooseSheet(sheets: readonly SheetEntry[], wanted: string | number | undefined, label: string): SheetEntry {
  const listed = sheets.map(({ name, isHidden }) => `"${name}"${isHidden ? ' (hidden)' : ''}`).join(', ');
  if (sheets.length === 0) throw new Error('it has no sheet with cells');
  // An accent may stand apart from its letter, as macOS writes it.
  const spelled = (name: string) => name.normalize('NFC').toLowerCase();
  const called = spelled(String(wanted));
  const found =
    wanted === undefined
      ? sheets.find(({ isHidden }) => !isHidden)
      : (sheets.find(({ name }) => name === String(wanted)) ??
        sheets.find(({ name }) => spelled(name) === called) ??
        (/^\d+$/.test(called) ? sheets[Number(called) - 1] : undefined));
  if (found) return found;
  throw new InputError(
    wanted === undefined
      ? `${label}: all sheets of this workbook are hidden (${listed}); name the one to read (--sheet).`
      : `${label} has no sheet "${String(wanted)}"; it has ${listed}.`,
  );
}

function cellText(cell: Cell, texts: readonly string[], formats: readonly string[], is1904: boolean): string {
  const { type, value } = cell;
  switch (type) {
    case 's':
      return texts[Number(value)] ?? '';
    case 'str':
    case 'inlineStr':
      return escapedCharacters(value);
    case 'b':
      return value === '0' || value === 'false' ? 'FALSE' : 'TRUE';
    case 'e':
    case 'd':
      return value;
    default: {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      const format = cell.style === undefined ? 'General' : (formats[cell.style] ?? 'General');
      if (/\[(?:h+|m+|s+)\]/i.test(format)) return durationText(number);
      if (isDateFormat(format)) return dateText(number, is1904);
      // Whole numbers keep their digits; others are in their shortest form.
      return /^-?\d+$/.test(value) ? value : String(number);
    }
  }
}

/** A letter of a date or time outside of quoted text, colours and conditions. */
function isDateFormat(format: string): boolean {
  return /[dmyhs]/i.test(format.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, '').replace(/General/gi, ''));
}

const daySeconds = 86_400;

/** Days -> `30:15:00`. */
function durationText(days: number): string {
  const seconds = Math.round(Math.abs(days) * daySeconds);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${days < 0 ? '-' : ''}${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * A date, a time of day (below one day), or both; to the second, which is all that the stored fraction of a day is good for. Excel counts a
 * 29 February 1900 that never was, so that dates before it are one day later than their number says.
 */
function dateText(serial: number, is1904: boolean): string {
  const seconds = Math.round(serial * daySeconds);
  const shift = is1904 ? 1462 : seconds >= daySeconds && seconds < 60 * daySeconds ? 1 : 0;
  const date = new Date(Date.UTC(1899, 11, 30) + (seconds + shift * daySeconds) * 1000);
  if (Number.isNaN(date.getTime())) return String(serial);
  const iso = date.toISOString();
  if (!is1904 && seconds >= 0 && seconds < daySeconds) return iso.slice(11, 19);
  return seconds % daySeconds === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
