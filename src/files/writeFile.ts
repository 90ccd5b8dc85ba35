// The gate of everything that SMART writes for itself (runs, caches, reports, keys): names that nobody can guess, exclusive creation, no link
// followed, readable by the user alone (0600, folders 0700). Results are written through here too, with the permissions of ordinary files.
import { randomBytes } from 'node:crypto';
import { closeSync, constants, linkSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError } from '../engine/inputError';
import { realPath } from './confine';
import { nameProblem, shortened } from './fileName';
import { isRefusedForNow, patiently, patientlyBeside } from './patience';
import { syncFile, syncHandle } from './syncFile';

const privateFile = 0o600;
/** Less what the user's umask takes away. */
const ordinaryFile = 0o666;
const privateFolder = 0o700;
const exclusive = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Of a name's bytes, so that what is put around it still makes a name. */
const keptOfName = 80;

/** A name beside the target that does not exist and cannot be guessed. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${shortened(basename(path), keptOfName)}.${randomBytes(8).toString('hex')}.tmp`);
}

/** A reader, or a crash, finds the old content or the new one and nothing between. A link at the path is replaced, never followed. */
export function replaceFile(path: string, content: string | Uint8Array, mode = privateFile): void {
  const temporary = temporaryBeside(path);
  try {
    makeFile(temporary, content, mode);
    patiently(() => {
      renameSync(temporary, path);
    });
  } catch (error) {
    discardFile(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Small pieces are written together: so many bytes of text at a time. */
const pieceBytes = 1 << 20;

/** The same for a large file, beside other work: put together piece by piece, written and synced by other threads. */
export async function replaceFileBeside(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, exclusive, privateFile);
    try {
      for (const bytes of gathered(pieces))
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
      await syncHandle(file);
    } finally {
      await file.close();
    }
    await moveOver(temporary, path);
  } catch (error) {
    discardFile(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

function* gathered(pieces: Iterable<string>): Generator<Buffer> {
  let held = '';
  for (const piece of pieces) {
    held += piece;
    if (held.length < pieceBytes) continue;
    yield Buffer.from(held);
    held = '';
  }
  yield Buffer.from(held);
}

/**
 * A file where the user said that it goes: a link of theirs is followed, and others may read it as they may read the user's files.
 * @throws {InputError} where no file can have that name; an error of the system
 */
export function saveNamedFile(path: string, content: string | Uint8Array): void {
  assertNameable(path);
  replaceFile(realPath(path), content, ordinaryFile);
}

/** For names that the user gave. @throws {InputError} where no file of this system can have it */
export function assertNameable(path: string): void {
  const problem = nameProblem(path);
  if (problem !== undefined) throw new InputError(`${path} cannot be written: ${problem}; choose another name.`);
}

/** Whole or not at all. @throws an error of the system, code EEXIST where anything stands at the path. */
export function makeFile(path: string, content: string | Uint8Array, mode = privateFile): void {
  const file = openNewFile(path, mode);
  try {
    try {
      writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
      syncFile(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    discardFile(path);
    throw error;
  }
}

/** Open for writing; code EEXIST where anything stands at the path. The caller closes it. */
export function openNewFile(path: string, mode = privateFile): number {
  return openSync(path, exclusive, mode);
}

/** The same for reading as well, beside other work. */
export function openNewHandle(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL;
  return open(path, flags | (constants.O_NOFOLLOW ?? 0), privateFile);
}

export type ScratchFile = FileHandle;

/** For reading and writing while it is open: it has no name any more, so that nothing is left behind whatever ends the process. */
export async function openScratchFile(folder: string): Promise<ScratchFile> {
  const path = temporaryBeside(join(folder, 'smart'));
  const file = await open(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    privateFile,
  );
  discardFile(path);
  return file;
}

/** A result file in the making, with the permissions that the user's files have. */
export function openNewResult(path: string): Promise<FileHandle> {
  return open(path, exclusive);
}

/** A nearly full disk takes a part of a write. */
export function writeAll(file: number, bytes: Uint8Array, position?: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, position === undefined ? null : position + done);
}

/**
 * Gives a file its name where the name is free: a link, unlike a rename, fails where another file stands. Not every disk has links; there it is
 * a look and a rename. @throws code EEXIST.
 */
export function nameNewFile(temporary: string, path: string): void {
  try {
    linkToFree(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' || isThere(path))
      throw Object.assign(new Error(`${path} exists already`), { code: 'EEXIST' });
    patiently(() => {
      renameSync(temporary, path);
    });
    return;
  }
  discardFile(temporary);
}

/** What else a link can say; anything but these means that the disk makes none (FAT: EPERM, EISDIR; network disks: EINVAL, UNKNOWN, ENOTSUP). */
const saidOfTheFile: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENOSPC', 'EROFS']);

/** Whether a failed link tells that links cannot be had there. */
export function isLinkless(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && !saidOfTheFile.has(code);
}

/** A second name for a file, so that the file appears whole. @throws code EEXIST; another where the disk knows no hard links. */
export function linkToFree(file: string, path: string): void {
  linkSync(file, path);
}

/** In place of what stands there, tried again while somebody else's open file refuses it. */
export function moveOver(temporary: string, path: string): Promise<void> {
  return patientlyBeside(() => {
    renameSync(temporary, path);
  });
}

/**
 * As moveOver; false where somebody else's open file refuses it for longer than a scanner or a sync client takes.
 * @param held what they may have open: nobody can where nothing stands, and the refusal has another cause.
 */
export async function isMovedOver(from: string, to: string, held: string): Promise<boolean> {
  try {
    await moveOver(from, to);
    return true;
  } catch (error) {
    if (isRefusedForNow(error) && isThere(held)) return false;
    throw error;
  }
}

/** Whether anything stands at the path, be it a dangling link. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file stands where a folder of the path should be.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false;
    throw error;
  }
}

export function removeFile(path: string): void {
  patiently(() => {
    rmSync(path, { force: true });
  });
}

/** For cleaning up beside an error, which must not be hidden: what cannot be removed stays. */
export function discardFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A hidden file with a random name, or its folder is gone.
  }
}

/** Links inside are removed, never followed. */
export function removeFolder(path: string): void {
  patiently(() => {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  });
}

/** As `discardFile`. */
export function discardFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // It is listed as broken, and can be deleted.
  }
}

/** @throws {InputError} where a link or a file stands in its place, or in that of `.smart` above it, or a shell left a `~` in it. Missing folders above it are made as well. */
export function makePrivateFolder(path: string): void {
  assertUnlinked(path);
  assertNoShorthand(path);
  if (!isThere(path)) mkdirSync(path, { recursive: true, mode: privateFolder });
}

/** A shell takes ~ for the home folder only at the start of a word, and cmd never: a folder of that name would be made, which is dangerous to remove. */
function assertNoShorthand(path: string): void {
  for (let [at, above] = [resolve(path), dirname(resolve(path))]; at !== above; [at, above] = [above, dirname(above)])
    if (basename(at) === '~' && !isThere(at))
      throw new InputError(
        `${path} has a ~, which your shell did not replace; write the home folder out, or give the path as a word of its own.`,
      );
}

/** A folder that a stranger made may hold a link in place of `.smart` or of a folder in it, which would lead what is written elsewhere. */
export function assertUnlinked(folder: string): void {
  const above = dirname(resolve(folder));
  if (basename(above) === '.smart') assertFolder(above);
  assertFolder(folder);
}

/** @throws an error of the system, code EEXIST where anything stands at the path. */
export function makeNewFolder(path: string): void {
  mkdirSync(path, { mode: privateFolder });
}

/** A folder of results, and those above it, with the permissions that the user's folders have. */
export function makeResultFolder(path: string): void {
  assertNoShorthand(path);
  mkdirSync(path, { recursive: true });
}

/** @throws {InputError} for anything but a folder; nothing where there is nothing. */
export function assertFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  throw new InputError(
    found.isSymbolicLink()
      ? `${path} is a link, and SMART follows no links to runs; name the folder itself.`
      : `${path}: a file stands there, and a folder is needed; name another one.`,
  );
}

/**
 * Makes new names in a folder survive a power cut, where the system can: Windows cannot, nor can some network and FUSE disks. Files synced themselves, and
 * nothing but a name can be lost, so a refusal is no failure.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    const file = openSync(folder, constants.O_RDONLY);
    try {
      syncFile(file);
    } finally {
      closeSync(file);
    }
  } catch {
    return;
  }
}
