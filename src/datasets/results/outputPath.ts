// Where results go: the default name beside the dataset, which format a name asks for, and what may not be written over.
import { access, constants, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { nameKey, pathKey } from '../../files/sameFile';
import { assertNameable, discardFile, makeFile, temporaryBeside } from '../../files/writeFile';
import { sha256Of, openFile } from '../byteSource';
import { isAddress } from '../address';
import { asDiskError } from '../diskError';
import {
  extensionOf,
  formatOfEnding,
  formats,
  packedName,
  writtenEndings,
  writtenFormat,
  writtenNames,
  type WrittenFormat,
} from '../formats';
import type { OpenedDataset } from '../openedDataset';
import { sha256OfFolder } from './folderHash';
import { canPackZstd } from './pack';

/** What a result may be called: data, never a program, a start-up file or a page. */
const dataExtensions = new Set([...writtenEndings, 'txt', 'text', 'dat', 'data', 'psv']);

/**
 * `reviews.csv.gz` -> `reviews.smart.csv.gz`, in the same folder. Formats that are not written by default become `.csv`. A JSON list becomes
 * `reviews.smart-answers.json`, since `*.smart.json` are job files.
 */
export function defaultOutputPath(path: string): string {
  const name = basename(path);
  const [stem, endings] = splitName(name);
  const format = writtenFormat(extensionOf(name));
  const isData = format === undefined ? dataExtensions.has(extensionOf(name)) : formats[format].ofResult === format;
  const mark = /^\.json(?:\.(?:gz|zst))?$/i.test(endings) ? '.smart-answers' : '.smart';
  const written = canPackZstd() ? endings : endings.replace(/\.zst$/i, '.gz');
  return join(dirname(path), `${stem.replace(/^\.+/, '')}${mark}${isData ? written : '.csv'}`);
}

/** Of several files: a folder beside theirs, `reviews` -> `reviews.smart`; of what stands at an address, in the working folder. @param path as the user gave it */
export function defaultOutputOf(dataset: OpenedDataset, path: string): string {
  if (isAddress(path))
    return dataset.parts ? resolve(`${dataset.name}.smart`) : defaultOutputPath(resolve(dataset.name));
  if (!dataset.parts) return defaultOutputPath(resolve(path));
  const base = resolve(dataset.source.path!);
  return join(dirname(base), `${basename(base) || 'files'}.smart`);
}

/** A name without its endings, and the endings: `.csv.gz`. A folder's `x.smart`, `x.smart.2` has none. */
function splitName(name: string): [stem: string, endings: string] {
  const [, stem = name, endings = ''] = /^(.+?)((?:\.[^.]+)?(?:\.(?:gz|zst))?)$/is.exec(name) ?? [];
  return /^\.(?:smart|\d+)$/.test(endings) ? [name, ''] : [stem, endings];
}

/** The first free one of `x.smart.csv`, `x.smart.2.csv`, `x.smart.3.csv`, ... */
export async function freeOutputPath(path: string): Promise<string> {
  const { stem, first, endings } = numberedParts(path);
  for (let count = first; ; count++) {
    const tried = count === first ? path : join(dirname(path), `${stem}.${String(count)}${endings}`);
    if (await isFree(tried)) return tried;
  }
}

/** Whether the other path is one that `freeOutputPath` may have come to from this one. */
export function isNumbered(path: string, other: string): boolean {
  if (pathKey(dirname(other)) !== pathKey(dirname(path))) return false;
  const { stem, endings } = numberedParts(nameKey(basename(path)));
  const name = nameKey(basename(other));
  const number = name.slice(stem.length + 1, name.length - endings.length);
  return name === `${stem}.${number}${endings}` && /^[1-9]\d{0,5}$/.test(number);
}

/** `x.smart.2.csv.gz` is `x.smart`, 2 and `.csv.gz`: a free name that was given out before counts on, so that x.smart.3.csv.gz comes next. */
function numberedParts(path: string): { readonly stem: string; readonly first: number; readonly endings: string } {
  const [whole, endings] = splitName(basename(path));
  const [, stem = whole, given = '1'] = /^(.+\.smart(?:-answers)?)\.(\d{1,6})$/is.exec(whole) ?? [];
  return { stem, first: Number(given), endings };
}

/** @throws {InputError} for a dot file, a name without an ending, or one that is not of data. */
export function assertDataFile(outPath: string): void {
  const name = basename(outPath);
  if (!name.startsWith('.') && dataExtensions.has(extensionOf(name))) return;
  throw new InputError(
    `${outPath} is no name of a data file, and results are written to nothing else; name a ${writtenNames()} file.`,
  );
}

/** A result of several files is a folder of them where its name is none of a data file. */
export function isFolderResult(dataset: OpenedDataset, outPath: string): boolean {
  return dataset.parts !== undefined && !dataExtensions.has(extensionOf(basename(outPath)));
}

/**
 * The format that an output's name asks for: the dataset's own if the name ends like the dataset's or says nothing.
 * @throws {InputError} for one that is not written
 */
export function outputFormat(dataset: OpenedDataset, outPath: string): WrittenFormat {
  const { ofResult } = formats[dataset.format];
  if (isFolderResult(dataset, outPath)) {
    if (basename(outPath).startsWith('.'))
      throw new InputError(`${outPath}: results are not written to hidden folders; name another one.`);
    return ofResult;
  }
  const extension = extensionOf(basename(outPath));
  if (extension === 'xls' || extension === 'xlsm')
    throw new InputError(`${outPath}: workbooks are written as .xlsx; name one, or a ${writtenNames('xlsx')} file.`);
  if (formatOfEnding(extension) === 'arrow')
    throw new InputError(
      `${outPath}: Arrow files are read, not written; name a .parquet file, which keeps types, or a ${writtenNames('parquet')} file.`,
    );
  assertDataFile(outPath);
  if (!dataset.parts && extension === extensionOf(dataset.source.name) && dataset.format !== 'xlsx') return ofResult;
  const format = writtenFormat(extension) ?? ofResult;
  const { packedInItself } = formats[format];
  if (packedInItself !== undefined && packedName.test(outPath))
    throw new InputError(
      `${outPath}: ${packedInItself} is packed in itself and not once more; leave "${extname(outPath)}" out of the name.`,
    );
  if (/\.zst$/i.test(outPath) && !canPackZstd())
    throw new InputError(`${outPath}: this Node.js cannot pack with Zstandard (22.15 can); name a .gz file instead.`);
  if (format === 'xlsx') assertFitsSheet(dataset, outPath);
  return format;
}

/** What Excel itself can hold, some columns left for answers. @throws {InputError} */
function assertFitsSheet({ rowCount, columns }: OpenedDataset, outPath: string): void {
  if (rowCount < limits.sheetRows && columns.length <= limits.sheetColumns - 8) return;
  throw new InputError(
    `${outPath}: a sheet holds ${limits.sheetRows.toLocaleString('en')} rows of ${limits.sheetColumns.toLocaleString('en')} columns, and the dataset has ${rowCount.toLocaleString('en')} rows of ${columns.length.toLocaleString('en')}; name a .csv or .parquet file.`,
  );
}

/** Overwriting: never, always, or only a file that still has one of the contents (SHA-256, hex) that an earlier session of the run wrote. */
export type OverwriteRule = boolean | { readonly sha256: readonly string[] };

/**
 * To be called before anything is spent, and again before writing.
 * @throws {InputError} for the input itself, an existing file, a missing folder, a name that no file can have
 * @throws {DiskError} for a folder that may not be written
 */
export async function checkOutputPath(
  input: { readonly path?: string },
  outPath: string,
  overwrite: OverwriteRule = false,
): Promise<void> {
  assertNameable(outPath);
  const folder = dirname(resolve(outPath));
  const found = await statOrNothing(folder);
  if (!found?.isDirectory())
    throw new InputError(`${outPath}: the folder ${folder} does not exist; create it or name another.`);
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw asDiskError(error, outPath);
  });
  const there = await statOrNothing(outPath);
  if (!there) {
    if (await isLink(outPath))
      throw new InputError(
        `${outPath} is a link to a file that does not exist; remove it or name another output file.`,
      );
    return;
  }
  if (there.isDirectory()) {
    if (typeof overwrite === 'object' && (await isOurs(outPath, overwrite))) return;
    throw new InputError(
      overwrite
        ? `${outPath} was changed since it was written; move it away or name another output.`
        : `${outPath} is a folder; name a file in it, or a folder that does not exist.`,
    );
  }
  if (input.path !== undefined) {
    // Same device and number: also through symbolic and hard links, and on disks that ignore case.
    const source = await statOrNothing(input.path);
    const isSame =
      (source && source.dev === there.dev && source.ino === there.ino && source.ino !== 0n) ||
      (await realpath(outPath)) === (await realpath(input.path).catch(() => undefined));
    if (isSame)
      throw new InputError(`${outPath} is the dataset itself, which is never written over; name another output file.`);
  }
  if (await isOurs(outPath, overwrite)) return;
  throw new InputError(
    overwrite
      ? `${outPath} was changed since it was written; move it away or name another output file.`
      : `${outPath} already exists; move it away or name another output file.`,
  );
}

/** Whether a file, or a folder of results, stands at the name that may be written over. */
export async function isReplaceable(outPath: string, overwrite: OverwriteRule): Promise<boolean> {
  const there = await statOrNothing(outPath);
  const isResult = there?.isFile() === true || (there?.isDirectory() === true && typeof overwrite === 'object');
  return isResult && (await isOurs(outPath, overwrite));
}

/** Whether nothing stands at the name, not even a link that leads nowhere. */
export async function isFree(outPath: string): Promise<boolean> {
  return (await statOrNothing(outPath)) === undefined && !(await isLink(outPath));
}

async function isOurs(outPath: string, overwrite: OverwriteRule): Promise<boolean> {
  if (typeof overwrite === 'boolean') return overwrite;
  try {
    const isFolder = (await stat(outPath)).isDirectory();
    const content = isFolder ? await sha256OfFolder(outPath) : await sha256Of((await openFile(outPath)).read(0));
    return overwrite.sha256.includes(content);
  } catch (error) {
    // Open in a program that lets nobody else read it: nobody knows what it holds, so it is left alone.
    if (error instanceof InputError) return false;
    throw error;
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

async function statOrNothing(path: string) {
  return stat(path, { bigint: true }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw asDiskError(error, path);
  });
}

/**
 * Makes a file beside where the result will be and removes it: permissions say nothing of that on Windows and on many network disks. To be called once, before
 * anything is spent. @throws {DiskError}
 */
export function assertCanBeMade(outPath: string): void {
  const probe = temporaryBeside(outPath);
  try {
    makeFile(probe, '');
  } catch (error) {
    throw asDiskError(error, outPath);
  }
  discardFile(probe);
}
