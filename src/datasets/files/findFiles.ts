// Which files a dataset of several is made of: a folder, or a pattern (data/*.csv, {a,b}.csv, tree/**). Finds names, opens nothing.
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { InputError } from '../../engine/inputError';
import { nameKey } from '../../files/sameFile';
import { isThere } from '../../files/writeFile';
import { isAddress } from '../address';
import { chooseFiles, type FoundFiles } from './chooseFiles';

const signs = /[*?[{]/;

/** `\\?\C:\data` names a long path of Windows; its question mark is no sign. */
const longPrefix = /^[\\/]{2}\?[\\/]/;
const hasSigns = (path: string) => signs.test(path.replace(longPrefix, ''));

/** Whether a dataset's path names several files, by its own look: a file may have such a name. */
export function isPattern(path: string): boolean {
  return !isAddress(path) && hasSigns(path) && !isThere(path);
}

/** The folder in which a dataset of one or several files stands, or which it is below; of an address the working folder. */
export function folderOfDataset(path: string, platform: string = process.platform): string {
  if (isAddress(path)) return '.';
  if (!hasSigns(path) || isThere(path)) return dirname(path);
  const parts = slashed(path, platform).split('/');
  const isLong = platform === 'win32' && longPrefix.test(path);
  const first = parts.findIndex((part, at) => signs.test(part) && !(isLong && at === 2));
  const before = parts.slice(0, first < 0 ? -1 : first).join('/');
  // `C:` alone is the working folder of that drive.
  if (platform === 'win32' && /^(?:\/\/\?\/)?[a-z]:$/i.test(before)) return `${before}/`;
  return before || (slashed(path, platform).startsWith('/') ? '/' : '.');
}

/** @returns undefined for a path that is neither folder nor pattern. @throws {InputError} for one that holds no dataset, or several kinds */
export async function findFiles(path: string): Promise<FoundFiles | undefined> {
  const isFolder = isThere(path) && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (!isFolder && !isPattern(path)) return undefined;
  const base = isFolder ? path : folderOfDataset(path);
  const pattern = isFolder
    ? '**'
    : slashed(path, process.platform)
        .slice(base === '.' ? 0 : base.length)
        .replace(/^\//, '');
  // A job file may be a stranger's, and its dataset is confined to a folder.
  if (/(?:^|[/{,(|])\.\.(?:[/},)|]|$)/.test(pattern))
    throw new InputError(
      `${path}: a pattern cannot lead upwards (".."); name the folder before the pattern's first sign.`,
    );
  const { files: all, links } = await filesBelow(base, pattern);
  assertAllThere(path, pattern, all);
  return chooseFiles({ path, base, isFolder, pattern, links }, all);
}

const slashed = (path: string, platform: string) => (platform === 'win32' ? path.replaceAll('\\', '/') : path);

/** Names that fit, hidden ones and those that begin with `_` (marks of Spark) not. No link is followed: it may lead out of the folder. */
async function filesBelow(base: string, pattern: string): Promise<{ files: string[]; links: number }> {
  // The names of a list were typed, and the disk may spell them otherwise.
  const isFitting = picomatch(nameKey(pattern));
  const fits = (name: string) => isFitting(nameKey(name));
  const ways = waysOf(nameKey(pattern));
  const depth = pattern.includes('**') ? Infinity : pattern.split('/').length;
  const files: string[] = [];
  let links = 0;
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(join(base, next.folder))) {
      if (/^[._]/.test(entry.name)) continue;
      const name = `${next.folder}${entry.name}`;
      if (entry.isDirectory()) {
        const way = `${nameKey(name)}/`;
        const leadsOn = ways.some((each) => each.startsWith(way) || way.startsWith(each));
        if (next.depth < depth && leadsOn) open.push({ folder: `${name}/`, depth: next.depth + 1 });
      } else if (fits(name)) {
        if (entry.isFile()) files.push(name);
        else if (entry.isSymbolicLink()) links++;
      }
    }
  }
  return { files, links };
}

/** The names of a pattern that is a mere list: `{a.csv,b.csv}`. */
const listedIn = (pattern: string) => /^\{([^{}]*)\}$/.exec(pattern)?.[1]?.split(',');

/** Of files that are named one by one none is left out in silence. @throws {InputError} */
function assertAllThere(path: string, pattern: string, files: readonly string[]): void {
  for (const name of listedIn(pattern) ?? []) {
    // `[(]` is how a list writes a bracket of a name.
    if (/[*?[{(!+@]/.test(name.replace(/\[.\]/g, ''))) continue;
    const fits = picomatch(nameKey(name));
    if (!files.some((file) => fits(nameKey(file))))
      throw new InputError(
        `${path}: no file ${name.replace(/\[(.)\]/g, '$1')} is read there; links, and names that begin with a dot or "_", are none of a list.`,
      );
  }
}

/**
 * The folders that each name of a list lies in, with a slash behind: where files of several places are one dataset, their common folder may be the whole disk.
 * Of a pattern that is no mere list, that of the whole.
 */
function waysOf(pattern: string): readonly string[] {
  return (listedIn(pattern) ?? [pattern]).map((each) => {
    const parts = each.split('/').slice(0, -1);
    const first = parts.findIndex((part) => /[*?[{(!+@]/.test(part));
    return parts
      .slice(0, first < 0 ? undefined : first)
      .map((part) => `${part}/`)
      .join('');
  });
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    // A pattern below a folder that is not there fits nothing.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
}
