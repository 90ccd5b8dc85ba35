// Opens and reads files that lie in a folder of strangers: regular files only, no link is followed, nothing blocks (a FIFO, a device), and no
// more is read than the caller expects. Every file of a run, job files, ladders and caches are read through here (test/architecture.test.ts).
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import { realPath } from './confine';

// Windows has neither; there the look before the opening must do.
const guards = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Of one reading beside other work. */
const blockBytes = 1 << 20;

const accessFlags = {
  read: constants.O_RDONLY,
  /** Written at places; the file must exist. */
  update: constants.O_RDWR,
  /** Every write goes to the end; the file is made where there is none. */
  append: constants.O_RDWR | constants.O_APPEND | constants.O_CREAT,
} as const;

export type FileAccess = keyof typeof accessFlags;

/** What stands at a path. Undefined: nothing. @throws {InputError} for a link, a folder, a device, a FIFO or a socket. */
export function statRegular(path: string): Stats | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined) assertRegular(found, path);
  return found;
}

/** @throws {InputError} where it is no regular file; an error of the system where it cannot be opened. The caller closes it. */
export function openRegular(path: string, access: FileAccess): number {
  statRegular(path);
  const file = openSync(path, accessFlags[access] | guards, 0o600);
  try {
    assertRegular(fstatSync(file), path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The same for files that are read and written beside other work. */
export async function openRegularHandle(path: string, access: FileAccess): Promise<FileHandle> {
  statRegular(path);
  const file = await open(path, accessFlags[access] | guards, 0o600);
  try {
    assertRegular(await file.stat(), path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The whole content. Undefined: there is no such file.
 * @throws {InputError} where it is no regular file, or larger than `mostBytes`; an error of the system where it cannot be read.
 */
export function readRegular(path: string, mostBytes: number = limits.documentBytes): Buffer | undefined {
  const found = statRegular(path);
  if (found === undefined) return undefined;
  const file = openRegular(path, 'read');
  try {
    const { size } = fstatSync(file);
    if (size > mostBytes) throw tooLarge(path, size, mostBytes);
    const content = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const read = readSync(file, content, length, size - length, length);
      if (read === 0) break;
      length += read;
    }
    return content.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** The same beside other work, for files of many megabytes. @throws as `readRegular`. */
export async function readRegularBeside(path: string, mostBytes: number): Promise<Buffer | undefined> {
  if (statRegular(path) === undefined) return undefined;
  const file = await openRegularHandle(path, 'read');
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw tooLarge(path, size, mostBytes);
    const content = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await file.read(content, length, Math.min(blockBytes, size - length), length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return content.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** @throws as `readRegular`. */
export function readRegularText(path: string, mostBytes: number = limits.documentBytes): string | undefined {
  return readRegular(path, mostBytes)?.toString('utf8');
}

/** Text of other people's editors and shells: UTF-8, or UTF-16 with its mark, as PowerShell 5 writes; the mark is left out. */
export function decodeText(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 2);
  // TextDecoder leaves the mark out.
  return new TextDecoder(mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** A file that the user named, so that a link to it is followed. @throws {InputError} where there is none, or it is too large. */
export function readNamedText(path: string, mostBytes: number = limits.documentBytes): string {
  const bytes = readRegular(realPath(path), mostBytes);
  if (bytes === undefined) throw new InputError(`There is no file ${path}; check the path.`);
  return decodeText(bytes);
}

function assertRegular(found: Stats, path: string): void {
  if (found.isFile()) return;
  const what = found.isSymbolicLink()
    ? 'a link, and SMART follows no links here'
    : found.isDirectory()
      ? 'a folder'
      : 'no regular file (a device, a pipe or a socket)';
  throw new InputError(`${path} is ${what}; put the file itself there, or remove it.`);
}

function tooLarge(path: string, size: number, mostBytes: number): InputError {
  const megabytes = (bytes: number) => Math.ceil(bytes / (1 << 20)).toLocaleString('en');
  return new InputError(
    `${path} has ${megabytes(size)} MB; at most ${megabytes(mostBytes)} MB are read of such a file. Check what it is.`,
  );
}
