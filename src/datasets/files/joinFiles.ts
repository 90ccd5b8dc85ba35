// Several names as one: what `smart run a.csv b.csv` names is the pattern {a.csv,b.csv}, which job files and manifests hold like any other path.
import { statSync } from 'node:fs';
import { isAbsolute, join, parse, resolve } from 'node:path';
import { InputError } from '../../engine/inputError';
import { realPath } from '../../files/confine';
import { nameKey } from '../../files/sameFile';
import { isAddress } from '../address';

/** @param paths two or more files, folders or patterns @throws {InputError} for a name that a pattern cannot hold */
export function joinFiles(paths: readonly string[]): string {
  const address = paths.find(isAddress);
  if (address !== undefined)
    throw new InputError(
      `${address}: several addresses are no one dataset; name objects of S3 by a pattern (s3://bucket/part-*.parquet), or fetch the files first.`,
    );
  const names = ofOneRoot(paths.map(withoutLinks)).map((path) => {
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

/** Links that the user names are followed, which a list's are not. */
function withoutLinks(path: string): string {
  const [real, plain] = [realPath(path), isAbsolute(path) ? resolve(path) : join(realPath('.'), path)];
  return nameKey(real) === nameKey(plain) ? path : real;
}

/** As they are written where they begin alike, else whole: a list of names cannot lead upwards, nor out of its folder. */
function ofOneRoot(paths: readonly string[]): readonly string[] {
  const beginnings = paths.map(
    (path) => /^(?:(?:[a-z]:)?[\\/]+|(?:\.{1,2}[\\/])*)/i.exec(path.replace(/^(?:\.[\\/])+/, ''))![0],
  );
  const isAlike = beginnings.every((beginning) => beginning === beginnings[0]);
  if (isAlike && !paths.some((path) => isAbsolute(path))) return paths;
  const whole = paths.map((path) => resolve(path));
  const roots = new Set(whole.map((path) => parse(path).root.toLowerCase()));
  if (roots.size > 1)
    throw new InputError(`${paths.join(', ')}: files of several drives are no one dataset; copy them to one first.`);
  return isAlike ? paths : whole;
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
