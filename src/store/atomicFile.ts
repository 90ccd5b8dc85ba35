// Writes a file of a run so that a reader, or a crash, finds the old content or the new one and nothing between.
import { replaceFile } from '../files/writeFile';
import { toDiskError } from './diskError';

/** @throws {DiskError} */
export function writeFileAtomically(path: string, content: string): void {
  try {
    replaceFile(path, content);
  } catch (error) {
    throw toDiskError(error, path);
  }
}
