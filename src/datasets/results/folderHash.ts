// The content of a folder of results as one hash, so that a later run may replace it only while nobody changed it.
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { openFile, sha256Of } from '../byteSource';

/** @param files names relative to the folder, with `/`, and their hashes */
export function hashOfFiles(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const lines = files.map(({ name, sha256 }) => `${name}\0${sha256}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

export async function sha256OfFolder(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: { name: string; sha256: string }[] = [];
  for (const entry of found) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    // A link, or anything else that is no file, was not written by a run.
    const sha256 = entry.isFile() ? await sha256Of((await openFile(path)).read(0)) : 'no file';
    files.push({ name: relative(folder, path).replaceAll('\\', '/'), sha256 });
  }
  return hashOfFiles(files);
}
