// Where a path really leads, links resolved, and whether that is inside a folder: the one place where paths that strangers name are confined.
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../engine/inputError';

/** As the systems have it. */
const mostLinks = 40;

/** The real path of what is there; of what is not there yet, that of its nearest folder and the rest. A dangling link leads to its target. */
export function realPath(path: string, linksLeft = mostLinks): string {
  const whole = resolve(path);
  try {
    return realpathSync.native(whole);
  } catch (error) {
    const above = dirname(whole);
    if (above === whole) return whole;
    if (!isLink(whole)) return join(realPath(above, linksLeft), basename(whole));
    if (linksLeft === 0) throw error;
    return realPath(resolve(dirname(whole), readlinkSync(whole)), linksLeft - 1);
  }
}

/** Whether the path leads to the folder or to something below it. A path that leads nowhere (a ring of links) does not. */
export function isInside(folder: string, path: string): boolean {
  try {
    const way = relative(realPath(folder), realPath(path));
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  } catch {
    return false;
  }
}

/** @param mend what the user can do, a clause. @throws {InputError} naming the path where it leads out of the folder. */
export function assertInside(folder: string, path: string, mend: string): void {
  if (!isInside(folder, path)) throw new InputError(`${path} lies outside ${folder}; ${mend}.`);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
