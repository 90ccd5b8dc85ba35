// Writes a file so that a reader, or a crash, finds the old content or the new one and nothing between.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { toDiskError } from './diskError';

/** @throws {DiskError} */
export function writeFileAtomically(path: string, content: string): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw toDiskError(error, path);
  }
}

/** Makes new names in a folder survive a power cut, where the system can (Windows cannot, and need not). */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
