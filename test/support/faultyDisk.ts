// A disk that fails on command, for a process of its own: node:fs is patched so that the k-th operation on anything below a folder fails with a code
// of the system before it does anything. Open files count by the path that they were opened by. Also disks that sync slowly, and those that name an
// open file's device otherwise than its path's (libuv issue 4698).
import fs from 'node:fs';
import { resolve, sep } from 'node:path';

export type DiskFault =
  /** Operation number `at`, 1-based, fails once. `during`: and so does every later one of the same name, until the disk is mended. */
  | { readonly code: string; readonly at: number; readonly lasts?: boolean }
  /** Every one of these names fails, as on a disk that does not know them. */
  | { readonly code: string; readonly names: readonly string[] }
  | { readonly slowSyncMs: number }
  | { readonly wrongDevice: true };

const syncing = ['fsyncSync', 'fdatasyncSync', 'fdatasync', 'handle.sync', 'handle.datasync'];

/** Disks that are odd and sound, with what they are called. */
export const oddDisks: readonly (readonly [name: string, disk: DiskFault])[] = [
  ['slow syncing', { slowSyncMs: 20 }],
  ['wrong devices', { wrongDevice: true }],
  ...['EINVAL', 'ENOSYS', 'ENOTSUP'].map((code) => [`no syncing (${code})`, { code, names: syncing }] as const),
  ...['EPERM', 'EISDIR', 'EINVAL', 'UNKNOWN', 'ENOTSUP'].map(
    (code) => [`no links (${code})`, { code, names: ['linkSync'] }] as const,
  ),
];

export type FaultyDisk = {
  /** From now on; operations are counted anew. */
  readonly arm: (fault: DiskFault | undefined) => void;
  /** Operations since it was armed. */
  readonly operations: () => number;
  /** Their names, in order. */
  readonly names: () => readonly string[];
  /** Name and path of the operation that failed first. */
  readonly failed: () => string | undefined;
  /** What a test itself does there, neither counted nor failing. */
  readonly calmly: <T>(act: () => T) => T;
};

type AnyFunction = (...args: never[]) => unknown;
type Patched = Record<string, AnyFunction>;

const byPath = [
  'lstatSync',
  'statSync',
  'readdirSync',
  'accessSync',
  'mkdirSync',
  'rmSync',
  'linkSync',
  'renameSync',
  'readlinkSync',
];
const byFile = ['fstatSync', 'readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync'];
const byPathPromised = ['open', 'stat', 'lstat', 'access', 'realpath', 'readdir'];
const byHandle = ['read', 'write', 'sync', 'datasync', 'stat'];

/**
 * Whether a fault may be felt. It may not where another try, or another way, is at hand: a refusal of a moment, a disk without links or syncing, a report.
 * @param fault as it is called, `CODE at K`. @param failed name and path of the operation
 */
export function mayBeFelt(fault: string, failed = ''): boolean {
  const [code, operation, path] = [fault.split(' ')[0]!, failed.split(' ')[0]!, failed.slice(failed.indexOf(' ') + 1)];
  if (!/ at \d+$/.test(fault) || failed === '') return false;
  if (/^(rename|rm)Sync$/.test(operation)) return !/^(EPERM|EBUSY|EACCES)$/.test(code);
  if (operation === 'linkSync') return /^(ENOSPC|EROFS|EEXIST|ENOENT)$/.test(code);
  if (/sync$/i.test(operation.replace(/Sync$/, ''))) return code !== 'EINVAL';
  return !path.includes('report.');
}

/** Once a process. @param folder nothing outside of it is touched. */
export function makeDiskFaulty(folder: string): FaultyDisk {
  const root = resolve(folder);
  const paths = new Map<number, string>();
  let fault: DiskFault | undefined;
  let count = 0;
  let names: string[] = [];
  let failed: string | undefined;
  let failing: string | undefined;
  let isCalm = false;
  const isInside = (path: unknown): path is string =>
    typeof path === 'string' && (resolve(path) === root || resolve(path).startsWith(root + sep));

  /** Counts an operation; throws where it is the one that fails. */
  function note(name: string, path: string): void {
    if (isCalm) return;
    count++;
    names.push(name);
    if (fault === undefined || !('code' in fault)) return;
    const isFailing =
      'names' in fault ? fault.names.includes(name) : count === fault.at || (fault.lasts && name === failing);
    if (!isFailing) return;
    failing ??= name;
    failed ??= `${name} ${path.slice(root.length)}`;
    throw Object.assign(new Error(`${fault.code}: made to fail, ${name} '${path}'`), {
      code: fault.code,
      syscall: name.replace(/Sync$/, ''),
      path,
    });
  }
  const sync = fs as unknown as Patched;
  const replace = (of: Patched, name: string, make: (real: AnyFunction) => AnyFunction) => {
    const real = of[name]!;
    of[name] = Object.assign(make(real), real);
  };
  const asWrongDevice = (found: unknown) => {
    if (fault === undefined || !('wrongDevice' in fault)) return found;
    const stats = found as { dev: number | bigint };
    stats.dev = typeof stats.dev === 'bigint' ? stats.dev + 1n : stats.dev + 1;
    return found;
  };

  replace(sync, 'openSync', (open) => (...args) => {
    const [path] = args as unknown[];
    if (isInside(path)) note('openSync', path);
    const file = open(...args) as number;
    if (isInside(path)) paths.set(file, path);
    return file;
  });
  // A network disk tells of a write that failed when the file is closed, and it is closed all the same.
  replace(sync, 'closeSync', (close) => (...args) => {
    const file = args[0] as unknown as number;
    const path = paths.get(file);
    paths.delete(file);
    close(...args);
    if (path !== undefined) note('closeSync', path);
  });
  for (const name of byPath)
    replace(sync, name, (real) => (...args) => {
      const [path] = args as unknown[];
      if (isInside(path)) note(name, path);
      return real(...args);
    });
  for (const name of byFile)
    replace(sync, name, (real) => (...args) => {
      const path = paths.get(args[0] as unknown as number);
      if (path !== undefined) note(name, path);
      if (path !== undefined && fault && 'slowSyncMs' in fault && /sync/.test(name)) pause(fault.slowSyncMs);
      const result = real(...args);
      return name === 'fstatSync' && path !== undefined ? asWrongDevice(result) : result;
    });
  replace(sync, 'fdatasync', (real) => (...args) => {
    const [file, done] = args as unknown as [number, (error: unknown) => void];
    const path = paths.get(file);
    try {
      if (path !== undefined) note('fdatasync', path);
    } catch (error) {
      setImmediate(done, error);
      return undefined;
    }
    const go = () => real(...args);
    return path !== undefined && fault && 'slowSyncMs' in fault ? setTimeout(go, fault.slowSyncMs) : go();
  });
  const native = sync['realpathSync'] as unknown as Patched;
  replace(native, 'native', (real) => (...args) => {
    const [path] = args as unknown[];
    if (isInside(path)) note('realpathSync', path);
    return real(...args);
  });

  const promises = fs.promises as unknown as Patched;
  for (const name of byPathPromised)
    replace(promises, name, (real) => async (...args) => {
      const [path] = args as unknown[];
      if (!isInside(path)) return real(...args);
      note(name, path);
      const result = await (real(...args) as Promise<unknown>);
      if (name === 'open') watch(result as Patched, path);
      return result;
    });
  function watch(handle: Patched, path: string): void {
    replace(handle, 'close', (close) => async () => {
      await (close.call(handle as never) as Promise<void>);
      note('handle.close', path);
    });
    for (const name of byHandle)
      replace(handle, name, (real) => async (...args) => {
        note(`handle.${name}`, path);
        if (name === 'sync' && fault && 'slowSyncMs' in fault) pause(fault.slowSyncMs);
        const result = await (real.apply(handle as never, args) as Promise<unknown>);
        return name === 'stat' ? asWrongDevice(result) : result;
      });
  }

  return {
    arm(next) {
      fault = next;
      count = 0;
      names = [];
      failed = failing = undefined;
    },
    operations: () => count,
    names: () => names,
    failed: () => failed,
    calmly(act) {
      isCalm = true;
      try {
        return act();
      } finally {
        isCalm = false;
      }
    },
  };
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
