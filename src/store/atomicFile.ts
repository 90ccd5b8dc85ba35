// Writes a file of a run so that a reader, or a crash, finds the old content or the new one and nothing between.
import { replaceFile, replaceFileBeside } from '../files/writeFile';
import { toDiskError } from './diskError';

/** @throws {DiskError} */
export function writeFileAtomically(path: string, content: string): void {
  try {
    replaceFile(path, content);
  } catch (error) {
    throw toDiskError(error, path);
  }
}

/** The same of a large file, in pieces and beside other work. @throws {DiskError} */
export async function writeLargeFileAtomically(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    await replaceFileBeside(path, pieces);
  } catch (error) {
    throw toDiskError(error, path);
  }
}
