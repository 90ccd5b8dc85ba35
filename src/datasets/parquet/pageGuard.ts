// Looks at every page of a Parquet file before hyparquet decodes it (pageRuns.ts says why). Headers are walked once, when the file is opened; what is not
// compressed is checked then, and the rest when hyparquet has it decompressed, so that nothing is decompressed twice.
import type { ColumnMetaData, Compressors, FileMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { limits } from '../../engine/limits';
import type { ByteSource } from '../byteSource';
import { mostRows } from '../typed/mostRows';
import { checkLevels, checkPage, checkValues, DamagedPage, type PageLayout } from './pageRuns';

/** Bytes read for a page's header; the few that are longer, of long statistics, are read again. */
const headerBytes = 1 << 12;

export type PageGuard = {
  /** hyparquet's, each checking the page that it has decompressed. */
  readonly compressors: Compressors;
  /** Whether every page passes through `compressors`: else only whole column chunks may be read, whose pages were seen. */
  readonly isComplete: boolean;
};

/** @throws {DamagedPage}, or what hyparquet throws for a header that cannot be read */
export async function guardPages(
  source: ByteSource,
  metadata: FileMetaData,
  schema: SchemaTree,
  compressors: Compressors,
): Promise<PageGuard> {
  const [{ parquetHeader }, { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath, isFlatColumn }] =
    await Promise.all([import('hyparquet/src/column.js'), import('hyparquet/src/schema.js')]);
  const layouts = new Map<string, PageLayout[]>();
  let isComplete = true;

  /** @returns the header that begins at a place of the file, and its length in bytes */
  const headerAt = async (at: number, end: number): Promise<{ header: PageHeader; length: number }> => {
    for (let size = headerBytes; ; size *= 16) {
      const bytes = await bytesOf(source, at, Math.min(end, at + size));
      const reader = { view: viewOf(bytes), offset: 0 };
      try {
        return { header: parquetHeader(reader), length: reader.offset };
      } catch (error) {
        if (at + size >= end || size > limits.parquetPageHeader) throw error;
      }
    }
  };

  const lookAt = async (
    header: PageHeader,
    at: number,
    layout: Omit<PageLayout, 'version' | 'values' | 'encoding' | 'levelBytes'>,
    meta: ColumnMetaData,
  ) => {
    const [v1, v2] = [header.data_page_header, header.data_page_header_v2];
    const page = v2 ?? v1;
    if (header.type === 'DICTIONARY_PAGE') {
      const start = await bytesOf(source, at, Math.min(at + header.compressed_page_size, at + keyBytes));
      const key = keyOf(start, header.compressed_page_size, header.uncompressed_page_size);
      layouts.set(key, layouts.get(key) ?? []);
    }
    if (!page || header.type === 'DICTIONARY_PAGE') return;
    if (!(page.num_values >= 0 && page.num_values <= Number(meta.num_values))) throw new DamagedPage();
    const levelBytes = {
      repetition: v2?.repetition_levels_byte_length ?? 0,
      definition: v2?.definition_levels_byte_length ?? 0,
    };
    const full: PageLayout = {
      ...layout,
      version: v2 ? 2 : 1,
      values: page.num_values,
      encoding: page.encoding,
      levelBytes,
    };
    const isPacked = meta.codec !== 'UNCOMPRESSED' && v2?.is_compressed !== false;
    isComplete &&= isPacked && !v2;
    const end = at + header.compressed_page_size;
    const levels = v2 ? levelBytes.repetition + levelBytes.definition : 0;
    if (!isPacked || v2) {
      const bytes = await bytesOf(source, at, end);
      if (!v2) checkPage(bytes, full);
      else {
        checkLevels(bytes, full);
        if (!isPacked) checkValues(bytes.subarray(levels), full);
      }
    }
    if (isPacked) {
      const start = await bytesOf(source, at + levels, Math.min(end, at + levels + keyBytes));
      const key = keyOf(start, end - at - levels, header.uncompressed_page_size - levels);
      layouts.set(key, [...(layouts.get(key) ?? []), full]);
    }
  };

  const most = mostRows(source.size);
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: meta } of columns) {
      // Of an encrypted column nothing is known; reading says so.
      if (!meta) continue;
      if (Number(meta.num_values) > most) throw new DamagedPage();
      const path = getTreePath(schema, meta.path_in_schema);
      const layout = {
        repetitionLevel: getMaxRepetitionLevel(path),
        definitionLevel: getMaxDefinitionLevel(path),
        isBoolean: meta.type === 'BOOLEAN',
      };
      const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const end = Math.min(source.size, start + Number(meta.total_compressed_size));
      let values = 0;
      // What follows the last value of a flat column is never read.
      for (let at = start; at < end - 1 && !(isFlatColumn(path) && values >= Number(meta.num_values));) {
        const { header, length } = await headerAt(at, end);
        if (!(header.compressed_page_size >= 0)) throw new DamagedPage();
        await lookAt(header, at + length, layout, meta);
        at += length + header.compressed_page_size;
        values += header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
      }
    }
  }

  const guarded = Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, size: number) => {
      const bytes = decompress(input, size);
      const found = layouts.get(keyOf(input.subarray(0, keyBytes), input.length, size));
      // By an index that points elsewhere than to a page.
      if (!found) throw new DamagedPage();
      for (const layout of found) {
        if (layout.version === 1) checkPage(bytes, layout);
        else checkValues(bytes, layout);
      }
      return bytes;
    },
  ]);
  return { compressors: Object.fromEntries(guarded) as Compressors, isComplete };
}

/** What a page is known by again: the first bytes of it, and its sizes. */
const keyBytes = 32;

function keyOf(start: Uint8Array, compressed: number, uncompressed: number): string {
  return `${String(compressed)} ${String(uncompressed)} ${Buffer.from(start).toString('latin1')}`;
}

async function bytesOf(source: ByteSource, from: number, to: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  if (to > from) for await (const chunk of source.read(from, to)) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

const viewOf = (bytes: Buffer) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
