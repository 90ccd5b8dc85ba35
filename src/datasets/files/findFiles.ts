// Which files a dataset of several is made of: a folder, or a pattern (data/*.csv, {a,b}.csv, tree/**). Finds names, opens nothing.
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import picomatch from 'picomatch';
import { InputError } from '../../engine/inputError';
import { isThere } from '../../files/writeFile';
import { isAddress } from '../address';
import { chooseFiles, type FoundFiles } from './chooseFiles';

const signs = /[*?[{]/;

/** Whether a dataset's path names several files, by its own look: a file may have such a name. */
export function isPattern(path: string): boolean {
  return !isAddress(path) && signs.test(path) && !isThere(path);
}

/** The folder in which a dataset of one or several files stands, or which it is below; of an address the working folder. */
export function folderOfDataset(path: string): string {
  if (isAddress(path)) return '.';
  if (!signs.test(path) || isThere(path)) return dirname(path);
  const parts = slashed(path).split('/');
  const first = parts.findIndex((part) => signs.test(part));
  const before = parts.slice(0, first < 0 ? -1 : first);
  return before.join('/') || (path.startsWith('/') ? '/' : '.');
}

/** @returns undefined for a path that is neither folder nor pattern. @throws {InputError} for one that holds no dataset, or several kinds */
export async function findFiles(path: string): Promise<FoundFiles | undefined> {
  const isFolder = isThere(path) && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (!isFolder && !isPattern(path)) return undefined;
  const base = isFolder ? path : folderOfDataset(path);
  const pattern = isFolder
    ? '**'
    : slashed(path)
        .slice(base === '.' ? 0 : base.length)
        .replace(/^\//, '');
  // A job file may be a stranger's, and its dataset is confined to a folder.
  if (/(?:^|[/{,(|])\.\.(?:[/},)|]|$)/.test(pattern))
    throw new InputError(
      `${path}: a pattern cannot lead upwards (".."); name the folder before the pattern's first sign.`,
    );
  const { files: all, links } = await filesBelow(base, pattern);
  return chooseFiles({ path, base, isFolder, pattern, links }, all);
}

const slashed = (path: string) => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path);

/** Names that fit, hidden ones and those that begin with `_` (marks of Spark) not. No link is followed: it may lead out of the folder. */
async function filesBelow(base: string, pattern: string): Promise<{ files: string[]; links: number }> {
  const fits = picomatch(pattern);
  const depth = pattern.includes('**') ? Infinity : pattern.split('/').length;
  const files: string[] = [];
  let links = 0;
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(join(base, next.folder))) {
      if (/^[._]/.test(entry.name)) continue;
      const name = `${next.folder}${entry.name}`;
      if (entry.isDirectory()) {
        if (next.depth < depth) open.push({ folder: `${name}/`, depth: next.depth + 1 });
      } else if (fits(name)) {
        if (entry.isFile()) files.push(name);
        else if (entry.isSymbolicLink()) links++;
      }
    }
  }
  return { files, links };
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    // A pattern below a folder that is not there fits nothing.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  });
}
