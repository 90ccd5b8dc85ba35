// Whether an open file is still the one at its path: a removed or replaced file takes writes happily for as long as it is open.
import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { openRegular } from '../files/regularFile';

/** Enough of the end to tell two journals apart: checksums and times differ. */
const comparedBytes = 4096;

/**
 * @param file open for reading and writing, opened by the path just now
 * @returns what throws an error of the system, code ENOENT, where another file or none stands at the path.
 */
export function watchPlace(file: number, path: string): () => void {
  // Both by path: Windows gives an open file's device otherwise under some versions of Node (libuv issue 4698).
  const first = identityOf(path);
  return () => {
    if (identityOf(path) === first) return;
    // Network and FUSE disks may number a file anew, and a disk that was mounted again has another device: the content tells. It is asked each time:
    // a copy that took the file's place is the same until the next line.
    if (!isSameContent(file, path))
      throw Object.assign(new Error(`${path} was removed or replaced`), { code: 'ENOENT' });
  };
}

function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${String(dev)} ${String(ino)}`;
}

function isSameContent(file: number, path: string): boolean {
  const other = openRegular(path, 'read');
  try {
    const { size } = fstatSync(file);
    return fstatSync(other).size === size && endOf(file, size).equals(endOf(other, size));
  } finally {
    closeSync(other);
  }
}

function endOf(file: number, size: number): Buffer {
  const bytes = Buffer.alloc(Math.min(size, comparedBytes));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  return bytes;
}
