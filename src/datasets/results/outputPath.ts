// Where results go: the default name beside the dataset, which format a name asks for, and what may not be written over.
import { access, constants, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../../engine/inputError';
import { realPath } from '../../files/confine';
import { discardFile, makeFile, temporaryBeside } from '../../files/writeFile';
import { sha256Of, openFile } from '../byteSource';
import { extensionOf } from '../detectFormat';
import { asDiskError } from '../diskError';
import type { DatasetFormat, OpenedDataset } from '../openedDataset';
import { own } from '../../engine/own';

const formats: Record<string, DatasetFormat> = {
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  parquet: 'parquet',
};

/** What a result may be called: data, never a program, a start-up file or a page. */
const dataExtensions = new Set([...Object.keys(formats), 'txt', 'text', 'dat', 'data', 'psv']);

/**
 * `reviews.csv.gz` -> `reviews.smart.csv.gz`, in the same folder. Workbooks are never written: `.csv`. A JSON list becomes
 * `reviews.smart-answers.json`, since `*.smart.json` are job files.
 */
export function defaultOutputPath(path: string): string {
  const name = basename(path);
  const [, stem, endings] = /^(.+?)((?:\.[^.]+)?(?:\.gz)?)$/is.exec(name)!;
  const isData = dataExtensions.has(extensionOf(name)) && !/^\.(xlsx|xlsm|ipynb)$/i.test(endings!);
  const mark = /^\.json(?:\.gz)?$/i.test(endings!) ? '.smart-answers' : '.smart';
  return join(dirname(path), `${stem!.replace(/^\.+/, '')}${mark}${isData ? endings! : '.csv'}`);
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
  if (realPath(dirname(other)) !== realPath(dirname(path))) return false;
  const { stem, endings } = numberedParts(path);
  const name = basename(other);
  const number = name.slice(stem.length + 1, name.length - endings.length);
  return name === `${stem}.${number}${endings}` && /^[1-9]\d{0,5}$/.test(number);
}

/** `x.smart.2.csv.gz` is `x.smart`, 2 and `.csv.gz`: a free name that was given out before counts on, so that x.smart.3.csv.gz comes next. */
function numberedParts(path: string): { readonly stem: string; readonly first: number; readonly endings: string } {
  const [, whole, endings] = /^(.+?)((?:\.[^.]+)?(?:\.gz)?)$/is.exec(basename(path))!;
  const [, stem = whole!, given = '1'] = /^(.+\.smart(?:-answers)?)\.(\d{1,6})$/is.exec(whole!) ?? [];
  return { stem, first: Number(given), endings: endings! };
}

/** @throws {InputError} for a dot file, a name without an ending, or one that is not of data. */
export function assertDataFile(outPath: string): void {
  const name = basename(outPath);
  if (!name.startsWith('.') && dataExtensions.has(extensionOf(name))) return;
  throw new InputError(
    `${outPath} is no name of a data file, and results are written to nothing else; name a .csv, .tsv, .jsonl, .json, .parquet or .txt file.`,
  );
}

/**
 * The format that an output's name asks for: the dataset's own if the name ends like the dataset's or says nothing.
 * @throws {InputError} for one that is not written
 */
export function outputFormat(dataset: OpenedDataset, outPath: string): DatasetFormat {
  const ofDataset = dataset.format === 'xlsx' ? 'csv' : dataset.format;
  const extension = extensionOf(basename(outPath));
  if (extension !== 'xlsx' && extension !== 'xls') assertDataFile(outPath);
  if (extension === extensionOf(dataset.source.name) && dataset.format !== 'xlsx') return ofDataset;
  if (extension === 'xlsx' || extension === 'xls')
    throw new InputError(`${outPath}: workbooks are not written; name a .csv, .tsv, .jsonl, .json or .parquet file.`);
  const format = own(formats, extension) ?? ofDataset;
  if (format === 'parquet' && /\.gz$/i.test(outPath))
    throw new InputError(`${outPath}: Parquet is packed in itself and is not gzipped; leave ".gz" out of the name.`);
  return format;
}

/** Overwriting: never, always, or only a file that still has one of the contents (SHA-256, hex) that an earlier session of the run wrote. */
export type OverwriteRule = boolean | { readonly sha256: readonly string[] };

/**
 * To be called before anything is spent, and again before writing.
 * @throws {InputError} for the input itself, an existing file, a missing folder
 * @throws {DiskError} for a folder that may not be written
 */
export async function checkOutputPath(
  input: { readonly path?: string },
  outPath: string,
  overwrite: OverwriteRule = false,
): Promise<void> {
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
  if (there.isDirectory()) throw new InputError(`${outPath} is a folder; name a file in it.`);
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

/** Whether a file stands at the name that may be written over. */
export async function isReplaceable(outPath: string, overwrite: OverwriteRule): Promise<boolean> {
  return (await statOrNothing(outPath))?.isFile() === true && (await isOurs(outPath, overwrite));
}

/** Whether nothing stands at the name, not even a link that leads nowhere. */
export async function isFree(outPath: string): Promise<boolean> {
  return (await statOrNothing(outPath)) === undefined && !(await isLink(outPath));
}

async function isOurs(outPath: string, overwrite: OverwriteRule): Promise<boolean> {
  if (typeof overwrite === 'boolean') return overwrite;
  try {
    return overwrite.sha256.includes(await sha256Of((await openFile(outPath)).read(0)));
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
