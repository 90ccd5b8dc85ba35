// Makes what was written survive a power cut, where the disk can: some network, FUSE and 9p disks know no syncing and say so. There nothing more can be done.
import { fdatasync, fsyncSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const unknown: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);
const isUnknown = (error: unknown) => unknown.has((error as NodeJS.ErrnoException).code ?? '');

/** @throws an error of the system where the disk could not keep it. */
export function syncFile(file: number): void {
  orNothing(() => {
    fsyncSync(file);
  });
}

/** Content and size only, beside other work. @throws an error of the system where the disk could not keep them */
export async function syncData(file: number): Promise<void> {
  try {
    await promisify(fdatasync)(file);
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

/** All of a file that is written beside other work. */
export async function syncHandle(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}

function orNothing(sync: () => void): void {
  try {
    sync();
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
}
