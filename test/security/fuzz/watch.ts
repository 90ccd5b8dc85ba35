// Sees what code under test does to the system: files opened inside of a forbidden folder, files made or changed outside of an allowed one,
// connections and processes begun. By replacing the functions of node's modules, which bundled code looks up at each call.
import childProcess from 'node:child_process';
import dns from 'node:dns';
import fs from 'node:fs';
import net from 'node:net';
import { isInside } from '../../../src/files/confine';

export type Watch = {
  /** What was done since the last look, each a sentence. */
  readonly trespasses: () => readonly string[];
};

/** Functions that take a path first. */
const readers = ['readFile', 'readFileSync', 'opendirSync', 'readdirSync', 'createReadStream', 'copyFileSync'] as const;
const writers = [
  'writeFile',
  'writeFileSync',
  'appendFileSync',
  'mkdirSync',
  'rmSync',
  'unlinkSync',
  'rmdirSync',
  'truncateSync',
  'chmodSync',
  'createWriteStream',
] as const;
/** Functions that take two paths. */
const movers = ['renameSync', 'linkSync', 'symlinkSync', 'rename', 'link', 'copyFileSync', 'cpSync'] as const;
const promised = ['open', 'readFile', 'writeFile', 'mkdir', 'rm', 'unlink', 'rename', 'link', 'copyFile'] as const;

type Functions = Record<string, (...args: unknown[]) => unknown>;

/** @param inside the only folder in which files may be made or changed. @param outside a folder in which no file may be opened. */
export function watchSystem(inside: string, outside: string): Watch {
  let seen: string[] = [];
  const note = (what: string, path: unknown, isWriting: boolean) => {
    if (typeof path !== 'string') return;
    if (isInside(outside, path)) seen.push(`${what} of ${path}, which lies in the forbidden folder`);
    else if (isWriting && !isInside(inside, path)) seen.push(`${what} of ${path}, outside of the folder`);
  };
  const wrap = (functions: Functions, name: string, look: (args: readonly unknown[]) => void) => {
    const original = functions[name];
    if (original === undefined) return;
    functions[name] = function (this: unknown, ...args) {
      look(args);
      return original.apply(this, args);
    };
  };
  const files = fs as unknown as Functions;
  const isWriting = (flags: unknown) =>
    typeof flags === 'number'
      ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0
      : typeof flags === 'string' && flags !== 'r';
  for (const name of ['open', 'openSync'])
    wrap(files, name, ([path, flags]) => {
      note(name, path, isWriting(flags));
    });
  for (const name of readers)
    wrap(files, name, ([path]) => {
      note(name, path, false);
    });
  for (const name of writers)
    wrap(files, name, ([path]) => {
      note(name, path, true);
    });
  for (const name of movers)
    wrap(files, name, ([from, to]) => {
      note(name, from, true);
      note(name, to, true);
    });
  for (const name of promised)
    wrap(fs.promises as unknown as Functions, name, ([path, second]) => {
      const moves = name === 'rename' || name === 'link' || name === 'copyFile';
      note(name, path, name === 'open' ? isWriting(second) : name !== 'readFile');
      if (moves) note(name, second, true);
    });
  const forbid = (functions: unknown, names: readonly string[]) => {
    for (const name of names)
      wrap(functions as Functions, name, ([first]) => {
        seen.push(`${name} ${String(first).slice(0, 80)}`);
        throw new Error('not in a fuzzed case');
      });
  };
  forbid(net.Socket.prototype, ['connect']);
  forbid(dns, ['lookup', 'resolve']);
  forbid(globalThis, ['fetch']);
  forbid(childProcess, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']);
  return {
    trespasses() {
      const told = seen;
      seen = [];
      return told;
    },
  };
}
