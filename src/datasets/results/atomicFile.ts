// Writes a file so that it is there whole or not at all: to a temporary file beside the target, synced, then renamed.
// On any failure the temporary file is removed and whatever stood at the target stays.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { InputError } from '../../engine/inputError';
import {
  discardFile,
  isMovedOver,
  nameNewFile,
  openNewResult,
  syncFolder,
  temporaryBeside,
} from '../../files/writeFile';
import { syncHandle } from '../../files/syncFile';
import { asDiskError } from '../diskError';
import { freeOutputPath } from './outputPath';

export type WrittenFile = {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Another program has the file at the wanted name open and lets nobody replace it, as a spreadsheet does on Windows. */
  readonly isHeld: boolean;
};

/** What becomes of a file that stands at the name: it is replaced, refused, or left alone while ours takes the next free name. */
export type Naming = 'replace' | 'refuse' | 'next-free';

/**
 * @param lastLook what becomes of a file at the name, told when ours is whole; a throw leaves nothing behind
 * @param announce hears what the file will be just before it has its name
 * @throws {DiskError} when the disk is full or may not be written
 */
export async function writeAtomically(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  lastLook: () => Promise<Naming>,
  announce: (path: string, sha256: string) => void,
): Promise<WrittenFile> {
  const temporary = temporaryBeside(path);
  const hash = createHash('sha256');
  let bytes = 0;
  let isMade = false;
  let name = path;
  let isHeld = false;
  let sha256: string;
  try {
    const file = await openNewResult(temporary);
    isMade = true;
    try {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
        hash.update(chunk);
        bytes += chunk.length;
      }
      await syncHandle(file);
    } finally {
      await file.close();
    }
    sha256 = hash.digest('hex');
    const naming = await lastLook();
    const toFree = (from: string, how: Naming) =>
      nameFree(temporary, from, how, (free) => {
        announce(free, sha256);
      });
    if (naming === 'replace') {
      announce(path, sha256);
      isHeld = !(await isMovedOver(temporary, path, path));
      if (isHeld) name = await toFree(await freeOutputPath(path), 'next-free');
    } else name = await toFree(path, naming);
  } catch (error) {
    if (isMade) discardFile(temporary);
    throw asDiskError(error, path);
  }
  syncOrLeave(dirname(path));
  return { path: name, bytes, sha256, isHeld };
}

/** Two runs may take the same free name at their start, and the second to end finds it taken. */
async function nameFree(
  temporary: string,
  path: string,
  naming: Naming,
  announce: (path: string) => void,
): Promise<string> {
  for (let name = path; ; name = await freeOutputPath(path)) {
    try {
      announce(name);
      nameNewFile(temporary, name);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (naming === 'refuse')
        throw new InputError(`${path} appeared meanwhile; move it away or name another output file.`);
    }
  }
}

/** Makes the new name itself durable; some systems cannot open folders, and lose nothing but this. */
function syncOrLeave(folder: string): void {
  try {
    syncFolder(folder);
  } catch {
    return;
  }
}
