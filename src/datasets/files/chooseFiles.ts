// Which of the names that were found are a dataset's: of one kind, in order, without hidden ones and results of earlier runs.
import { posix } from 'node:path';
import { InputError } from '../../engine/inputError';
import { limits } from '../../engine/limits';
import { extensionOf, formatOfEnding, isDatasetName } from '../formats';

export type FoundFiles = {
  /** Folder that the names are relative to; of a pattern, what stands before its first sign. */
  readonly base: string;
  /** Relative, with `/`, in the order of their numbers: part-2 before part-10. */
  readonly names: readonly string[];
  /** What was passed over, sentences. */
  readonly notes: readonly string[];
  /** The base is an address. */
  readonly isRemote?: true;
};

export type Looked = {
  /** As the user gave it. */
  readonly path: string;
  readonly base: string;
  readonly isFolder: boolean;
  /** What the names fit, relative to the base. */
  readonly pattern: string;
  /** Links among them, which are not followed. */
  readonly links: number;
};

/** @throws {InputError} for names that are no dataset, or of several kinds */
export function chooseFiles({ path, base, isFolder, pattern, links }: Looked, all: readonly string[]): FoundFiles {
  // `**` takes whatever is there, as a folder does; a pattern with an ending names what it wants.
  const isOpen = isFolder || /(?:^|[/{,])\*+(?:[},]|$)/.test(pattern);
  // Excel keeps a file ~$name.xlsx beside a workbook that is open.
  const shown = all.filter((name) => (!isOpen || isDatasetName(name)) && !posix.basename(name).startsWith('~$'));
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

const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : noun.replace(/^\w+/, '$&s')}`;
const { compare } = new Intl.Collator('en', { numeric: true });

/** Equal for a user's eye, names are in order of their characters still. */
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
    const kind = formatOfEnding(extension) ?? extension;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  if (counts.size < 2) return;
  const [[kind] = ['csv']] = [...counts].sort((a, b) => b[1] - a[1]);
  const told = [...counts].map(([name, count]) => `${String(count)} .${name}`).join(', ');
  const example = isFolder ? `${path.replace(/[\\/]+$/, '')}/**/*.${kind}` : `*.${kind}`;
  throw new InputError(
    `${path}: files of several kinds (${told}) are no one dataset; name one kind, as in "${example}".`,
  );
}
