// Several names as one: what `smart run a.csv b.csv` names is the pattern {a.csv,b.csv}, which job files and manifests hold like any other path.
import { statSync } from 'node:fs';
import { InputError } from '../../engine/inputError';
import { isAddress } from '../address';

/** @param paths two or more files, folders or patterns @throws {InputError} for a name that a pattern cannot hold */
export function joinFiles(paths: readonly string[]): string {
  const address = paths.find(isAddress);
  if (address !== undefined)
    throw new InputError(
      `${address}: several addresses are no one dataset; name objects of S3 by a pattern (s3://bucket/part-*.parquet), or fetch the files first.`,
    );
  const names = paths.map((path) => {
    const name = (process.platform === 'win32' ? path.replaceAll('\\', '/') : path)
      .replace(/^(?:\.\/)+/, '')
      .replace(/\/+$/, '');
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) {
      if (!/[*?[{]/.test(path)) throw new InputError(`There is no file ${path}.`);
      return name;
    }
    if (/[,{}\\]/.test(name))
      throw new InputError(
        `${path}: one of several files cannot have a comma, brace or backslash in its name; name them by a pattern, such as "*.csv".`,
      );
    const literal = name.replace(/[*?[()]/g, '[$&]');
    return found.isDirectory() ? `${literal}/**` : literal;
  });
  const base = commonFolder(names);
  return `${base}{${names.map((name) => name.slice(base.length)).join(',')}}`;
}

/** With its slash; empty where they have none in common. */
function commonFolder(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split('/').slice(0, -1));
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length++;
  return first
    .slice(0, length)
    .map((part) => `${part}/`)
    .join('');
}
