// Files of every format that a dataset can have, sound at first and then damaged, with the number of rows that another program counts in them.
import { gunzipSync, gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { readParquet, Table as WasmTable, writeParquet } from 'parquet-wasm';
import { read, utils } from '@e965/xlsx';
import type { OpenedDataset } from '../../../src/datasets/openedDataset';
import { notebookSeed, workbookSeed } from './seeds';

export type DatasetFile = {
  readonly name: string;
  readonly sound: Buffer;
  /** Rows as another program counts them; undefined where it cannot read the file, or reads another kind of table. */
  readonly count: (bytes: Buffer, dataset: OpenedDataset) => number | undefined;
};

const rows = Array.from({ length: 30 }, (_, row) => ({
  id: row,
  text: `text ${String(row)}, "quoted"${row % 7 === 0 ? '\nin two lines' : ''} ü 中 😀`,
  score: row % 5 === 0 ? null : row / 4,
}));
const quoted = (cell: unknown) => `"${String(cell ?? '').replaceAll('"', '""')}"`;
const delimited = (delimiter: string, newline: string) =>
  ['id', 'text', 'score'].join(delimiter) +
  newline +
  rows.map((row) => [row.id, quoted(row.text), row.score ?? ''].join(delimiter)).join(newline);
const lines = rows.map((row) => JSON.stringify(row)).join('\n');

const table = new arrow.Table({
  id: arrow.vectorFromArray(
    rows.map(({ id }) => id),
    new arrow.Int32(),
  ),
  text: arrow.vectorFromArray(
    rows.map(({ text }) => text),
    new arrow.Utf8(),
  ),
  word: arrow.vectorFromArray(
    rows.map(({ id }) => `w${String(id % 3)}`),
    new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()),
  ),
  tags: arrow.vectorFromArray(
    rows.map(({ id }) => [id, id + 1]),
    new arrow.List(new arrow.Field('item', new arrow.Int32(), true)),
  ),
});
const stream = Buffer.from(arrow.tableToIPC(table, 'stream'));
const parquet = Buffer.from(writeParquet(WasmTable.fromIPCStream(stream)));

/** @returns what the work gives; undefined where the other program refuses */
function orNothing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function countDelimited(bytes: Buffer, { text, packing }: OpenedDataset): number | undefined {
  // Skipped lines, other line ends and cells without quotes are readings that csv-parse would have to be told.
  if (text?.form.kind !== 'delimited' || packing !== 'none' || !text.form.dialect.hasQuotes) return undefined;
  const { delimiter, escape, newline, skipsSpace } = text.form.dialect;
  if (newline !== '\n' || skipsSpace || bytes.includes('\r\r')) return undefined;
  const { name } = text.file.layout.encoding;
  const whole = iconv.decode(bytes, name).replace(/\r$/, '');
  return orNothing(
    () =>
      parse(whole, {
        delimiter,
        escape,
        bom: true,
        relax_column_count: true,
        skip_empty_lines: true,
        record_delimiter: ['\r\n', '\n'],
      }).length - 1,
  );
}

function countLines(bytes: Buffer, dataset: OpenedDataset): number | undefined {
  if (dataset.format !== 'jsonl') return undefined;
  const objects = orNothing(() =>
    bytes
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown),
  );
  return objects?.length;
}

function countList(bytes: Buffer, dataset: OpenedDataset): number | undefined {
  if (dataset.format !== 'json') return undefined;
  const list = orNothing(() => JSON.parse(bytes.toString()) as unknown);
  return Array.isArray(list) ? list.length : undefined;
}

/** By arrow-rs. */
function countStream(bytes: Buffer): number | undefined {
  return orNothing(() => {
    const read = WasmTable.fromIPCStream(bytes);
    return read.recordBatches().reduce((sum, batch) => sum + batch.numRows, 0);
  });
}

function countParquet(bytes: Buffer): number | undefined {
  return orNothing(() => countStream(Buffer.from(readParquet(bytes).intoIPCStream())));
}

/** By SheetJS: rows of the first sheet from its first to its last cell, less the names of the columns. */
function countSheet(bytes: Buffer, { sheets }: OpenedDataset): number | undefined {
  return orNothing(() => {
    const sheet = read(bytes).Sheets[sheets!.read]!;
    const cells = utils.sheet_to_json<unknown[]>(sheet, { header: 1, blankrows: false, defval: null });
    return cells.filter((row) => row.some((cell) => cell !== null && cell !== '')).length - 1;
  });
}

const none = () => undefined;
const workbook = Buffer.from(
  zipSync(Object.fromEntries(Object.entries(workbookSeed).map(([part, xml]) => [part, strToU8(xml)])), { level: 0 }),
);

export const datasetFiles: readonly DatasetFile[] = [
  { name: 'f.csv', sound: Buffer.from(delimited(',', '\n')), count: countDelimited },
  { name: 'f.tsv', sound: Buffer.from(delimited('\t', '\r\n')), count: countDelimited },
  { name: 'g.csv', sound: iconv.encode(delimited(';', '\n').replaceAll('😀', ''), 'gb18030'), count: countDelimited },
  { name: 'u.csv', sound: iconv.encode(delimited(',', '\n'), 'utf-16le', { addBOM: true }), count: countDelimited },
  {
    name: 'f.csv.gz',
    sound: gzipSync(delimited(',', '\n')),
    count: (bytes, dataset) => orNothing(() => countDelimited(gunzipSync(bytes), { ...dataset, packing: 'none' })),
  },
  { name: 'f.jsonl', sound: Buffer.from(lines), count: countLines },
  { name: 'f.json', sound: Buffer.from(JSON.stringify(rows, undefined, 1)), count: countList },
  { name: 'w.json', sound: Buffer.from(JSON.stringify({ data: rows, version: 1 })), count: none },
  { name: 'f.parquet', sound: parquet, count: countParquet },
  {
    name: 'f.arrow',
    sound: Buffer.from(arrow.tableToIPC(table, 'file')),
    count: (bytes) => countStream(bytes.subarray(8)),
  },
  { name: 'f.arrows', sound: stream, count: countStream },
  { name: 'f.xlsx', sound: workbook, count: countSheet },
  { name: 'f.ipynb', sound: Buffer.from(JSON.stringify(notebookSeed((html) => html))), count: none },
];
