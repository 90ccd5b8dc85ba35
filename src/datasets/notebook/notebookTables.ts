// Rows out of notebook cells: from the tables in their outputs, or from the cells' own text where there is none. Says what it found, so that
// a user sees it before anything is sent. Pure: works on a file's cells and on an editor's alike.
import { alternatives, detectDialect } from '../csv/dialect';
import { scanDelimited } from '../csv/scanDelimited';
import { splitRecord } from '../csv/scanDelimited';
import { jsonTable } from './jsonTable';
import { htmlTables, rowsLostIn, type FoundTable } from './htmlTable';
import type { NotebookCell } from './notebookCells';
import { shapeIn } from './tableShape';

export type NotebookTable = FoundTable & {
  /** 0-based places of the cells the rows come from. */
  readonly cells: readonly number[];
  readonly origin: 'data-resource' | 'json' | 'csv' | 'html' | 'cell-text';
  /** What was found and where, a whole sentence for people; cells are counted from 1. */
  readonly description: string;
};

/** @param selected 0-based, ascending. @returns every table of the outputs; if none, one table of the cells' texts; nothing for empty cells */
export function notebookTables(cells: readonly NotebookCell[], selected: readonly number[]): NotebookTable[] {
  const tables = selected.flatMap((place) => {
    const cell = cells[place];
    return cell ? cell.outputs.flatMap((output) => tablesOfOutput(output, place)) : [];
  });
  if (tables.length > 0) return tables;
  const texts = selected.filter((place) => cells[place] && cells[place].text.trim() !== '');
  if (texts.length === 0) return [];
  const rows = texts.map((place) => [String(place + 1), cells[place]!.text]);
  const description = `No table in the outputs; the text of ${count(texts.length, 'cell')} is taken, a row each.`;
  return [{ cells: texts, origin: 'cell-text', columns: ['cell', 'text'], rows, losses: [], description }];
}

/** The most faithful rendering of an output that holds a table. */
function tablesOfOutput(output: Readonly<Record<string, string>>, place: number): NotebookTable[] {
  const told = (tables: readonly FoundTable[], origin: NotebookTable['origin'], what: string): NotebookTable[] =>
    tables.map((table) => ({
      ...table,
      cells: [place],
      origin,
      description: `${count(table.rows.length, 'row')} of ${count(table.columns.length, 'column')} from ${what} in the output of cell ${String(place + 1)}.`,
    }));
  const of = (mime: string, read: (text: string) => FoundTable | undefined) => {
    const text = output[mime];
    const table = text === undefined ? undefined : read(text);
    return table ? [table] : [];
  };
  const tries = [
    () => told(of('application/vnd.dataresource+json', jsonTable), 'data-resource', 'the table data'),
    () => told(of('application/json', jsonTable), 'json', 'the JSON'),
    () => told(of('text/csv', delimitedTable), 'csv', 'the CSV text'),
    () => told(htmlTables(output['text/html'] ?? ''), 'html', 'the table'),
    () => told(output['text/html'] === undefined ? of('text/plain', plainTable) : [], 'csv', 'the CSV text'),
  ];
  for (const attempt of tries) {
    const tables = attempt();
    const [table] = tables;
    // The plain rendering of the same output may say how long the table is, where the other one does not.
    if (table !== undefined && tables.length === 1 && table.losses.every(({ what }) => what !== 'rows'))
      return [
        { ...table, losses: [...rowsLostIn(table.rows.length, shapeIn(output['text/plain'] ?? '')), ...table.losses] },
      ];
    if (tables.length > 0) return tables;
  }
  return [];
}

/** Printed text is taken for a table only if it cannot well be anything else: two columns and rows at least. */
function plainTable(text: string): FoundTable | undefined {
  const table = delimitedTable(text);
  return table && table.columns.length >= 2 && table.rows.length >= 2 ? table : undefined;
}

function delimitedTable(text: string): FoundTable | undefined {
  const bytes = Buffer.from(text, 'utf8');
  const detected = detectDialect(bytes, true, 'csv');
  for (const dialect of [detected, ...alternatives(detected, bytes).map((other) => other.dialect)]) {
    const records: string[][] = [];
    const sink = (start: number, end: number) =>
      void records.push(splitRecord(bytes.toString('utf8', start, end), dialect));
    try {
      const scanner = scanDelimited(dialect, '', sink, { offset: dialect.preambleBytes, line: 1 });
      scanner.push(bytes.subarray(dialect.preambleBytes));
      scanner.end();
    } catch {
      continue;
    }
    const [header, ...rows] = records;
    if (!header || rows.length === 0 || rows.some((row) => row.length !== header.length)) continue;
    const columns = header.map((name, at) => name.trim() || (at === 0 ? 'index' : `column_${String(at + 1)}`));
    if (new Set(columns).size < columns.length) continue;
    return { columns, rows, losses: [] };
  }
  return undefined;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
