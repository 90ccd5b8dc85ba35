// Writes a file so that it is there whole or not at all: to a temporary file beside the target, synced, then renamed.
// On any failure the temporary file is removed and whatever stood at the target stays.
import { createHash, randomUUID } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../engine/inputError';
import { asDiskError } from '../diskError';

export type WrittenFile = { readonly bytes: number; readonly sha256: string };

/**
 * @param beforeRename last checks; a throw leaves nothing behind
 * @throws {DiskError} when the disk is full or may not be written
 */
export async function writeAtomically(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  isReplacing: boolean,
  beforeRename: () => Promise<void>,
): Promise<WrittenFile> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 80)}.${randomUUID().slice(0, 8)}.tmp`);
  const hash = createHash('sha256');
  let bytes = 0;
  let isMade = false;
  try {
    const file = await open(temporary, 'wx');
    isMade = true;
    try {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
        hash.update(chunk);
        bytes += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeRename();
    if (isReplacing) await rename(temporary, path);
    else await moveToFree(temporary, path);
  } catch (error) {
    if (isMade) await unlink(temporary).catch(() => undefined);
    throw asDiskError(error, path);
  }
  await syncFolder(dirname(path));
  return { bytes, sha256: hash.digest('hex') };
}

/** A link, unlike a rename, fails where another process has put a file meanwhile; not every disk has links. */
async function moveToFree(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new InputError(`${path} appeared meanwhile; move it away or name another output file.`);
    await rename(temporary, path);
    return;
  }
  await unlink(temporary);
}

/** Makes the new name itself durable; some systems cannot open folders, and lose nothing but this. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    return;
  }
}
