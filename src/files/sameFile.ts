// One notion of "the same file" for a path that was written down earlier and one that is given now: another spelling (./x.csv, a drive's letter, upper case on
// a disk that ignores it, an accent composed or not, a link on the way) is the same file.
import { statSync } from 'node:fs';
import { realPath } from './confine';

/** Equal for two spellings of a path, also where nothing stands there. For comparing and as a key, never to open anything. */
export function pathKey(path: string, platform: string = process.platform): string {
  return nameKey(realPath(path), platform);
}

/** The same of a name alone, and of a pattern of names: no link is followed. */
export function nameKey(name: string, platform: string = process.platform): string {
  const composed = name.normalize('NFC');
  // Disks of Windows and of the Mac ignore case unless they are made otherwise.
  return platform === 'win32' || platform === 'darwin' ? composed.toLowerCase() : composed;
}

/** By device and number where both are there, else by what the paths say. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [identityOf(one), identityOf(other)];
  // Network and FUSE disks may number a file anew at each look: one path is one file all the same.
  if (a !== undefined && b !== undefined) return a === b || realPath(one) === realPath(other);
  return pathKey(one) === pathKey(other);
}

/** Undefined where there is nothing, or the disk gives its files no numbers. */
function identityOf(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined || found.ino === 0n ? undefined : `${String(found.dev)} ${String(found.ino)}`;
  } catch {
    return undefined;
  }
}
