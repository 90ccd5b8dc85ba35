// Several files as one dataset: rows one file after the other, columns of all of them, and those of the folders' names.
import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { InputError } from '../../engine/inputError';
import type { ByteSource } from '../byteSource';
import { checkIndices, type OpenedDataset, type TypedRow } from '../openedDataset';
import { NoRows } from '../noRows';
import { isAddress, readAddress } from '../address';
import type { FoundFiles } from './chooseFiles';
import { partitionsOf } from './partitions';

export type FilePart = {
  /** Relative to the base, with `/`. */
  readonly name: string;
  readonly dataset: OpenedDataset;
  readonly firstRow: number;
  /** Values of the folders' names, for columns that the file itself has not. */
  readonly partitions: ReadonlyMap<string, string | undefined>;
};

/** @param path as the user gave it @throws {InputError} for a file that cannot be read, naming it; or where none has a row */
export async function openFiles(
  path: string,
  { base, names, notes, isRemote }: FoundFiles,
  openOne: (name: string) => Promise<OpenedDataset>,
): Promise<OpenedDataset> {
  const parts: FilePart[] = [];
  const columns = new Set<string>();
  const partitionColumns = new Set<string>();
  const empty: string[] = [];
  let hidden: string | undefined;
  let rowCount = 0;
  for (const name of names) {
    const dataset = await openOne(name).catch((error: unknown) => {
      if (!(error instanceof NoRows)) throw error;
      empty.push(name);
    });
    if (!dataset) continue;
    const own = new Set(dataset.columns);
    const inFolders = [...partitionsOf(`${base}/${name}`)];
    const told = inFolders.filter(([column]) => !own.has(column));
    hidden ??= await differing(dataset, name, inFolders);
    parts.push({ name, dataset, firstRow: rowCount, partitions: new Map(told) });
    for (const column of own) columns.add(column);
    for (const [column] of told) partitionColumns.add(column);
    rowCount += dataset.rowCount;
  }
  const [first] = parts;
  if (!first) throw new InputError(`${path}: none of its ${String(names.length)} files has a row.`);
  for (const column of partitionColumns) columns.add(column);
  const hash = createHash('sha256')
    .update(parts.map(({ name, dataset }) => `${name}\0${dataset.hash}\n`).join(''))
    .digest('hex');

  async function* rows(indices?: ArrayLike<number>): AsyncGenerator<TypedRow, void, undefined> {
    checkIndices(indices, rowCount);
    let next = 0;
    for (const part of parts) {
      const end = part.firstRow + part.dataset.rowCount;
      const wanted: number[] = [];
      for (; indices && next < indices.length && indices[next]! < end; next++)
        wanted.push(indices[next]! - part.firstRow);
      if (indices && wanted.length === 0) continue;
      for await (const row of part.dataset.rows(indices && wanted)) yield rowOf(row, part);
    }
  }

  return {
    name: nameOf(path),
    columns: [...columns],
    rowCount,
    hash,
    warnings: [
      ...notes,
      ...(hidden === undefined ? [] : [`${path}: ${hidden}`]),
      ...emptyNote(path, empty),
      ...columnNotes(path, parts, columns),
      ...warningsOf(path, parts),
    ],
    rows,
    close: async () => {
      for (const { dataset } of parts) await dataset.close();
    },
    format: first.dataset.format,
    packing: 'none',
    source: sourceOf(path, isRemote ? undefined : base, parts),
    parts,
  };
}

const nameOf = (path: string) => (isAddress(path) ? readAddress(path).name : basename(resolve(path)));

function rowOf(row: TypedRow, { firstRow, partitions }: FilePart): TypedRow {
  return {
    ...row,
    index: row.index + firstRow,
    get: (column) => (partitions.has(column) ? partitions.get(column) : row.get(column)),
    ...(row.raw && {
      raw: (column: string) =>
        partitions.has(column) ? JSON.stringify(partitions.get(column) ?? null) : row.raw!(column),
    }),
  };
}

function sourceOf(path: string, base: string | undefined, parts: readonly FilePart[]): ByteSource {
  return {
    name: nameOf(path),
    label: path,
    ...(base !== undefined && { path: base }),
    size: parts.reduce((sum, { dataset }) => sum + dataset.source.size, 0),
    async *read() {
      for (const { dataset } of parts) yield* dataset.source.read(0);
    },
    checkUnchanged: async () => {
      for (const { dataset } of parts) await dataset.source.checkUnchanged(dataset.hash);
    },
  };
}

/** Some programs write the folders' values into the files as well; where the first row has another value, that is told. */
async function differing(
  dataset: OpenedDataset,
  name: string,
  inFolders: readonly (readonly [column: string, value: string | undefined])[],
): Promise<string | undefined> {
  const both = inFolders.filter(([column]) => dataset.columns.includes(column));
  if (both.length === 0) return undefined;
  for await (const row of dataset.rows([0])) {
    const other = both.find(([column, value]) => row.get(column) !== value);
    if (other)
      return `the folder of ${name} and the file itself each have a value of "${other[0]}" ("${other[1] ?? ''}", "${row.get(other[0]) ?? ''}"); the file's is read.`;
  }
  return undefined;
}

const namesTold = 3;
const listed = (names: readonly string[]) =>
  names.slice(0, namesTold).join(', ') +
  (names.length > namesTold ? ` and ${String(names.length - namesTold)} more` : '');

function emptyNote(path: string, empty: readonly string[]): string[] {
  if (empty.length === 0) return [];
  return [
    `${path}: ${empty.length === 1 ? '1 file has' : `${String(empty.length)} files have`} no rows: ${listed(empty)}.`,
  ];
}

function columnNotes(path: string, parts: readonly FilePart[], columns: ReadonlySet<string>): string[] {
  return [...columns].flatMap((column) => {
    const lacking = parts.filter(
      ({ dataset, partitions }) => !dataset.columns.includes(column) && !partitions.has(column),
    );
    if (lacking.length === 0) return [];
    return [
      `${path}: the column "${column}" is missing in ${String(lacking.length)} of ${String(parts.length)} files: ${listed(lacking.map(({ name }) => name))}.`,
    ];
  });
}

/** The same sentence about many files is told once, with their number. */
function warningsOf(path: string, parts: readonly FilePart[]): string[] {
  const byText = new Map<string, string[]>();
  for (const { name, dataset } of parts)
    for (const warning of dataset.warnings) {
      const text = warning.replaceAll(dataset.source.label, '\0').replaceAll(dataset.source.name, '\0');
      byText.set(text, [...(byText.get(text) ?? []), name]);
    }
  return [...byText].map(([text, names]) =>
    names.length === 1
      ? text.replaceAll('\0', names[0]!)
      : `${path}, ${String(names.length)} files (${listed(names)}): ${text.replaceAll('\0', 'each')}`,
  );
}
