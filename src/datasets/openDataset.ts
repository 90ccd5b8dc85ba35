// Opens a dataset of any format, from a file or from unsaved editor content: finds the format by content (the name is a hint), reads the
// whole of it once, and gives rows that can be read again and again. What cannot be read faithfully is refused with a sentence.
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { InputError } from '../engine/inputError';
import { openBytes, openFile, type ByteSource } from './byteSource';
import { openArrow } from './arrow/openArrow';
import { openDelimited } from './csv/openDelimited';
import { binaryKind, noTable, textKind, type BinaryFormat } from './detectFormat';
import type { FoundFiles } from './files/chooseFiles';
import { findFiles } from './files/findFiles';
import { openFiles } from './files/openFiles';
import { extensionOf } from './formats';
import { NoRows } from './noRows';
import { openEmbedded } from './openEmbedded';
import { openJson } from './json/openJson';
import { isAddress } from './address';
import { openParquet } from './parquet/openParquet';
import type { Reading } from '../engine/job';
import type { OpenedDataset } from './openedDataset';
import { openWorkbook } from './xlsx/openWorkbook';
import { cellsBeyondAscii } from './sampleCells';
import { canonicalName, guessEncoding } from './textEncoding';
import { OtherEncoding } from './textCheck';
import { textHead, type TextLayout } from './textStream';
import { packingOf } from './unpack';

/**
 * @param storage what reads addresses; absent: they are refused
 * @throws {InputError} for a file that is missing, empty, or cannot be read faithfully: file, line and mend
 */
export async function openDataset(
  path: string,
  reading: Reading = {},
  storage: Storage = localOnly,
): Promise<OpenedDataset> {
  const place = isAddress(path) ? storage : disks;
  const found = await place.find(path);
  if (!found) return openSource(await place.open(path), reading);
  return openFiles(path, found, async (name) =>
    openSource(await place.open(isAddress(path) ? `${found.base}/${name}` : join(found.base, name)), reading),
  );
}

/** Where datasets stand that are not on this machine's disks (storage/storage.ts). */
export type Storage = {
  /** Undefined: the address names one file. */
  readonly find: (path: string) => Promise<FoundFiles | undefined>;
  readonly open: (path: string) => Promise<ByteSource>;
};

const disks: Storage = { find: findFiles, open: openFile };

/** A path that a file of a workspace names must not have anything fetched. */
const localOnly: Storage = {
  find: (path) =>
    Promise.reject(
      new InputError(
        `${path}: addresses are read by the command line ("smart run"); name a file, or mount the storage.`,
      ),
    ),
  open: openFile,
};

/** @param bytes must not change afterwards */
export async function openDatasetBytes(name: string, bytes: Uint8Array, reading: Reading = {}): Promise<OpenedDataset> {
  return openSource(openBytes(name, bytes), reading);
}

const binaryReaders: Readonly<Record<BinaryFormat, (source: ByteSource, reading: Reading) => Promise<OpenedDataset>>> =
  {
    parquet: (source) => openParquet(source),
    arrow: (source) => openArrow(source, 'file'),
    'arrow-stream': (source) => openArrow(source, 'stream'),
    zip: openWorkbook,
  };

const headBytes = 1 << 16;

async function openSource(source: ByteSource, reading: Reading): Promise<OpenedDataset> {
  const { label } = source;
  if (source.size === 0) throw new NoRows(`${label} is empty; it needs column names and at least one row.`);
  const raw = await headOf(source);
  const packing = packingOf(raw);
  const isPacked = packing !== 'none';
  const packed: TextLayout = { source, packing, encoding: { name: 'utf-8', bomBytes: 0 } };
  const head = isPacked ? await textHead(packed, headBytes) : raw;
  if (isPacked && packingOf(head) !== 'none')
    throw new InputError(`${label} is packed twice; unpack it once and try again.`);
  if (head.length === 0)
    throw new NoRows(`${label} is empty once unpacked; it needs column names and at least one row.`);

  const binary = binaryKind(head);
  if (isPacked && binary?.format !== undefined && binary.format !== 'zip')
    throw new InputError(
      `${label} is ${binary.what} packed with ${packing === 'gzip' ? 'gzip' : 'Zstandard'}, which cannot be read in parts; unpack it with ${packing === 'gzip' ? 'gunzip' : 'zstd -d'}.`,
    );
  if (binary?.format !== undefined && !isPacked) return binaryReaders[binary.format](source, reading);
  if (binary) throw new InputError(`${label} is ${binary.what}; ${binary.mend}.`);

  if (reading.encoding !== undefined && !iconv.encodingExists(canonicalName(reading.encoding)))
    throw new InputError(`"${reading.encoding}" is no known encoding; try utf-8, windows-1252, utf-16le or shift_jis.`);
  const guessed = guessEncoding(head);
  const layout = {
    ...packed,
    encoding: { ...guessed, name: reading.encoding ? canonicalName(reading.encoding) : guessed.name },
  };
  const sample = await textHead(layout, headBytes);
  if (/\x1b\$[@AB]|\x1b\([BIJ]/.test(sample.toString('latin1')))
    throw new InputError(`${label} is in an ISO-2022 encoding, as old e-mail is; save it as UTF-8 and try again.`);
  const other = noTable(sample.toString('utf8', 0, 1 << 14));
  if (other) throw new InputError(`${label} is ${other.what}; ${other.mend}.`);
  const extension = extensionOf(source.name);
  const kind = textKind(sample.toString('utf8'), extension, sample.length < headBytes);
  if (reading.cells && kind !== 'object')
    throw new InputError(`${label} is no notebook; leave the choice of cells out.`);
  try {
    if (kind === 'object') return await openEmbedded(layout, reading);
    return await (kind === 'delimited' ? openDelimited(layout, extension, reading) : openJson(layout, kind));
  } catch (error) {
    if (!(error instanceof OtherEncoding)) throw error;
    if (kind !== 'delimited')
      throw new InputError(`${label} is not UTF-8, as JSON must be; save it as UTF-8 and try again.`);
    const dataset = await openSource(source, { ...reading, encoding: error.encoding });
    const found = await cellsBeyondAscii(dataset);
    const cells = found.length > 0 ? found : error.words;
    const warning = guessWarning(source.name, error.encoding, cells);
    return {
      ...dataset,
      guess: { encoding: error.encoding, cells, warning },
      warnings: [warning, ...dataset.warnings],
    };
  }
}

function guessWarning(name: string, encoding: string, cells: readonly string[]): string {
  const shown = cells.map((cell) => `"${cell}"`).join(', ');
  return `${name} is not UTF-8; by a guess it is read as ${encoding}, and written so${shown && `: ${shown}`}. If that looks wrong, name its encoding (--encoding).`;
}

async function headOf(source: ByteSource): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of source.read(0, headBytes)) parts.push(chunk);
  return Buffer.concat(parts);
}
