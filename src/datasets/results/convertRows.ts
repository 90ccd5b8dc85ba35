// A dataset with result columns in another format than its own: rows as CSV, TSV, JSON lines, a JSON array or Parquet.
import type { Dialect } from '../csv/dialect';
import { compactJson } from '../json/jsonText';
import type { WrittenFormat } from '../formats';
import type { OpenedDataset } from '../openedDataset';
import { rowsToParquet } from '../parquet/writeParquet';
import { formatCell, jsonOfValue, type ResultValue } from '../resultCells';

export type Conversion = {
  readonly dataset: OpenedDataset;
  readonly format: WrittenFormat;
  readonly names: readonly string[];
  readonly valuesOf: (row: number) => readonly ResultValue[];
  readonly rowCount: number;
};

export function convertRows(conversion: Conversion): AsyncGenerator<Buffer, void, undefined> {
  return writers[conversion.format](conversion);
}

const writers: Readonly<Record<WrittenFormat, (conversion: Conversion) => AsyncGenerator<Buffer, void, undefined>>> = {
  csv: (conversion) => inChunks(delimitedLines(conversion, ',')),
  tsv: (conversion) => inChunks(delimitedLines(conversion, '\t')),
  jsonl: (conversion) => inChunks(jsonLines(conversion)),
  json: (conversion) => inChunks(jsonArray(conversion)),
  parquet: rowsToParquet,
  xlsx: workbookOf,
};

async function* workbookOf(conversion: Conversion) {
  const { rowsToWorkbook } = await import('./writeWorkbook');
  yield* rowsToWorkbook(conversion);
}

async function* delimitedLines({ dataset, names, valuesOf, rowCount }: Conversion, delimiter: string) {
  const dialect: Dialect = { delimiter, hasQuotes: true, escape: '"', skipsSpace: false, newline: '\n' };
  const format = { dialect, quotesAll: false };
  const line = (cells: readonly ResultValue[]) => cells.map((cell) => formatCell(cell, format)).join(delimiter) + '\n';
  yield line([...dataset.columns, ...names]);
  for await (const row of dataset.rows()) {
    if (row.index >= rowCount) return;
    yield line([...dataset.columns.map((column) => row.get(column)), ...valuesOf(row.index)]);
  }
}

async function* jsonLines(conversion: Conversion) {
  for await (const object of objects(conversion)) yield object + '\n';
}

async function* jsonArray(conversion: Conversion) {
  let before = '[\n';
  for await (const object of objects(conversion)) {
    yield before + object;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** One compact object a row. */
async function* objects({ dataset, names, valuesOf, rowCount }: Conversion) {
  const keys = dataset.columns.map((column) => JSON.stringify(column));
  const newKeys = names.map((name) => JSON.stringify(name));
  for await (const row of dataset.rows()) {
    if (row.index >= rowCount) return;
    const members = keys.map((key, at) => {
      const column = dataset.columns[at]!;
      // The source text of a JSON value keeps its type and its digits; a field that is not there stays away.
      if (row.raw) {
        const raw = row.raw(column);
        return raw === undefined ? undefined : `${key}:${compactJson(raw)}`;
      }
      return `${key}:${JSON.stringify(row.get(column) ?? null)}`;
    });
    const added = valuesOf(row.index).map((value, at) => `${newKeys[at]!}:${jsonOfValue(value)}`);
    yield `{${[...members, ...added].filter((member) => member !== undefined).join(',')}}`;
  }
}

async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<Buffer, void, undefined> {
  let held = '';
  for await (const text of texts) {
    held += text;
    if (held.length < 1 << 17) continue;
    yield Buffer.from(held, 'utf8');
    held = '';
  }
  if (held) yield Buffer.from(held, 'utf8');
}
