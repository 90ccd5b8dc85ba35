// The formats of datasets: what every other room asks of a format, said once. A new format is an entry here, a reader (openDataset.ts) and, where
// results are written in it, a writer (results/convertRows.ts): the compiler leads to all of them.
import { own } from '../engine/own';

type Format = {
  /** Endings of file names, lower case, without the dot: read under each, shown in menus, and written under each if it is written. */
  readonly endings: readonly string[];
  /** Endings that are read and shown like the others, and never written. */
  readonly readOnlyEndings?: readonly string[];
  /** Format of a result whose name asks for none; another than its own where results are not, or not by default, written in it. */
  readonly ofResult: string;
  /** Files of it are packed in themselves: as subject of a sentence. */
  readonly packedInItself?: string;
};

const table = {
  csv: { endings: ['csv'], ofResult: 'csv' },
  tsv: { endings: ['tsv', 'tab'], ofResult: 'tsv' },
  jsonl: { endings: ['jsonl', 'ndjson'], ofResult: 'jsonl' },
  json: { endings: ['json'], ofResult: 'json' },
  parquet: { endings: ['parquet', 'parq'], ofResult: 'parquet', packedInItself: 'Parquet' },
  // A workbook holds more than one table, so it is written where the user asks for one.
  xlsx: { endings: ['xlsx'], readOnlyEndings: ['xlsm'], ofResult: 'csv', packedInItself: 'a workbook' },
  arrow: { endings: [], readOnlyEndings: ['arrow', 'feather', 'ipc'], ofResult: 'csv' },
} as const satisfies Readonly<Record<string, Format>>;

export type DatasetFormat = keyof typeof table;

/** Formats that results are written in. */
export type WrittenFormat = {
  [F in DatasetFormat]: (typeof table)[F]['endings'] extends readonly [] ? never : F;
}[DatasetFormat];

export const formats: Readonly<Record<DatasetFormat, Format & { readonly ofResult: WrittenFormat }>> = table;

const entries = Object.entries(formats) as [DatasetFormat, Format][];
const byEnding: Readonly<Record<string, DatasetFormat>> = Object.fromEntries(
  entries.flatMap(([format, { endings, readOnlyEndings = [] }]) =>
    [...endings, ...readOnlyEndings].map((ending) => [ending, format]),
  ),
);
const writtenByEnding: Readonly<Record<string, WrittenFormat>> = Object.fromEntries(
  entries.flatMap(([format, { endings }]) => endings.map((ending) => [ending, format as WrittenFormat])),
);

/** Endings of dataset files, without the dot: menus show on these. */
export const datasetEndings: readonly string[] = Object.keys(byEnding);

/** Endings that results are written under. */
export const writtenEndings: readonly string[] = Object.keys(writtenByEnding);

/** `.csv, .tsv, .jsonl, .json, .parquet or .xlsx`: one ending of each format that is written, but those left out. */
export function writtenNames(...leftOut: readonly WrittenFormat[]): string {
  const names = entries.flatMap(([format, { endings }]) =>
    endings.length === 0 || (leftOut as readonly string[]).includes(format) ? [] : [`.${endings[0]!}`],
  );
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}

/** @param ending lower case, without the dot @returns undefined for one that says nothing */
export const formatOfEnding = (ending: string): DatasetFormat | undefined => own(byEnding, ending);

/** @param ending lower case, without the dot @returns undefined for one that no result is written under */
export const writtenFormat = (ending: string): WrittenFormat | undefined => own(writtenByEnding, ending);

/** Endings that a packed text file has behind its own. */
export const packedEndings: readonly string[] = ['gz', 'zst'];
export const packedName = /\.(?:gz|zst)$/i;

/** Extension without the dot, in lower case, of the name without `.gz` or `.zst`. */
export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name.toLowerCase().replace(packedName, ''))?.[1] ?? '';
}

/** Whether a file's name is one of a dataset, packed or not. */
export const isDatasetName = (name: string): boolean => formatOfEnding(extensionOf(name)) !== undefined;
