// Which files a dataset of several is made of: a folder, or a pattern (data/*.csv, {a,b}.csv, tree/**). Finds names, opens nothing.
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import picomatch from 'picomatch';
import { commonEndings } from '../endings';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { isThere } from '../../files/writeFile';
import { own } from '../../engine/own';
import { extensionOf } from '../detectFormat';

export type FoundFiles = {
  /** Folder that the names are relative to; of a pattern, what stands before its first sign. */
  readonly base: string;
  /** Relative, with `/`, in the order of their numbers: part-2 before part-10. */
  readonly names: readonly string[];
  /** What was passed over, sentences. */
  readonly notes: readonly string[];
};

/** Kinds by ending; files of one dataset are of one kind. */
const kinds: Readonly<Record<string, string>> = {
  ...commonEndings,
  parq: 'parquet',
  xlsm: 'xlsx',
  arrow: 'arrow',
  feather: 'arrow',
  ipc: 'arrow',
};

const signs = /[*?[{]/;

/** Whether a dataset's path names several files, by its own look: a file may have such a name. */
export function isPattern(path: string): boolean {
  return signs.test(path) && !isThere(path);
}

/** The folder in which a dataset of one or several files stands, or which it is below. */
export function folderOfDataset(path: string): string {
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
  // `**` takes whatever is there, as a folder does; a pattern with an ending names what it wants.
  const isOpen = isFolder || /(?:^|[/{,])\*+(?:[},]|$)/.test(pattern);
  const shown = all.filter((name) => !isOpen || own(kinds, extensionOf(name)) !== undefined);
  const names = shown.filter((name) => !isResult(name)).sort(inOrder);
  if (names.length === 0) throw nothingFound(path, isFolder, all.length);
  if (names.length > limits.files)
    throw new InputError(
      `${path}: ${names.length.toLocaleString('en')} files are too many for one dataset; join them first.`,
    );
  assertOneKind(path, isFolder, names);
  const results = shown.length - names.length;
  const passedOver = (count: number, what: string) =>
    count === 0 ? [] : [`${path}: ${counted(count, what)} ${count === 1 ? 'is' : 'are'} passed over.`];
  const notes = [...passedOver(results, 'result of an earlier run'), ...passedOver(links, 'link')];
  return { base, names, notes };
}

const slashed = (path: string) => (process.platform === 'win32' ? path.replaceAll('\\', '/') : path);
const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : noun.replace(/^\\w+/, '$&s')}`;
const { compare } = new Intl.Collator('en', { numeric: true });
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

/** Equal for a person's eye, names are in order of their characters still. */
const inOrder = (a: string, b: string) => compare(a, b) || (a < b ? -1 : 1);

function isResult(name: string): boolean {
  return /\.smart(?:-answers)?(?:\.\d+)?\.[^./]+(?:\.(?:gz|zst))?$/i.test(posix.basename(name));
}

function nothingFound(path: string, isFolder: boolean, others: number): InputError {
  if (!isFolder) return new InputError(`No file fits ${path}; check the pattern.`);
  return new InputError(
    `${path} is a folder without datasets${others === 0 ? '' : ` among its ${counted(others, 'file')}`}; name one with .csv, .tsv, .jsonl, .json, .parquet, .xlsx or .arrow files.`,
  );
}

function assertOneKind(path: string, isFolder: boolean, names: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const name of names) {
    const extension = extensionOf(name);
    const kind = own(kinds, extension) ?? extension;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size < 2) return;
  const [[kind] = ['csv'], ...rest] = [...counts].sort((a, b) => b[1] - a[1]);
  const told = [...counts].map(([name, count]) => `${String(count)} .${name}`).join(', ');
  const example = isFolder ? join(path, rest.length > 0 ? `**/*.${kind}` : '') : `*.${kind}`;
  throw new InputError(
    `${path}: files of several kinds (${told}) are no one dataset; name one kind, as in "${example}".`,
  );
}
