// One process at a time writes a run: a lock that dies with its holder, without timers. Files `lock.1`, `lock.2`, ...: the highest number counts.
// It is taken by making the next number exclusively, and the highest is never removed, so that two who find the same dead lock cannot both
// take it over (removing and making it again has that race; so have lock files with stale-lock timers when a laptop sleeps).
// A holder is known by host, boot, process id and the process's start time, so that a reused process id is not taken for it.
import { closeSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { openRegular, readRegularText, statRegular } from '../files/regularFile';
import { makeFile, linkToFree, removeFile, temporaryBeside, writeAll } from '../files/writeFile';
import { toDiskError } from './diskError';
import { processStart, bootId } from './processStart';

const holderShape = z.object({
  host: z.string(),
  pid: z.int().nonnegative(),
  /** Of the machine's current boot, and of the process; undefined where the system does not tell. */
  boot: z.string().optional(),
  processStart: z.string().optional(),
  isReleased: z.literal(true).optional(),
});

export type LockHolder = z.infer<typeof holderShape>;

export type RunLock = { readonly release: () => void };

/** On a disk without links: a lock file that cannot be read yet belongs to a process between making and filling it, for this long. */
const fillingMs = 5000;

/** A lock file holds about 150 bytes. */
const mostLockBytes = 1 << 16;
/** Two processes that race need a few. */
const mostTries = 100;
/** A run that is resumed every second for thirty years does not get there. */
const mostLocks = 1_000_000_000;

/**
 * @throws {InputError} naming the holder when another process writes the run.
 * @throws {DiskError} where the folder cannot be written.
 */
export function lockRun(folder: string): RunLock {
  for (let tries = 0; tries < mostTries; tries++) {
    const top = highest(folder);
    if (top >= mostLocks)
      throw new InputError(`SMART never made ${lockPath(folder, top)}; delete it to go on with the run.`);
    const holder = top > 0 ? liveHolder(folder, top) : undefined;
    if (holder) throw new InputError(heldSentence(folder, top, holder));
    const mine = top + 1;
    if (!make(folder, mine)) continue;
    // Whoever read an old listing may make a number that is already outdone; the highest counts.
    if (highest(folder) > mine) {
      removeFile(lockPath(folder, mine));
      continue;
    }
    for (const old of numbers(folder)) if (old < mine) removeFile(lockPath(folder, old));
    return {
      release: () => {
        release(folder, mine);
      },
    };
  }
  throw new InputError(
    `The run in ${folder} could not be locked in ${String(mostTries)} tries: others take the lock all the time. Stop them first, or delete the files lock.* in it.`,
  );
}

/** Who writes the run now; undefined: nobody. */
export function runHolder(folder: string): LockHolder | undefined {
  const top = highest(folder);
  return top > 0 ? liveHolder(folder, top) : undefined;
}

const lockPath = (folder: string, number: number) => join(folder, `lock.${String(number)}`);

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      // Digits that a number holds exactly; what does not look so is no lock of ours.
      const number = /^lock\.([1-9]\d{0,14})$/.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  } catch (error) {
    throw toDiskError(error, folder);
  }
}

const highest = (folder: string) => numbers(folder).reduce((top, number) => Math.max(top, number), 0);

/** False when somebody else was quicker. */
function make(folder: string, number: number): boolean {
  const path = lockPath(folder, number);
  // A link to a filled file appears whole: a process killed half-way leaves no empty lock, whose holder nobody knows.
  const draft = temporaryBeside(path);
  try {
    makeFile(draft, JSON.stringify(ourselves()));
    linkToFree(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== undefined && linkless.has(code)) return makeWithoutLinks(path);
    throw toDiskError(error, path);
  } finally {
    removeFile(draft);
  }
}

/** What disks say that know no hard links (FAT, some network drives). */
const linkless: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

function makeWithoutLinks(path: string): boolean {
  try {
    makeFile(path, JSON.stringify(ourselves()));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    removeFile(path);
    throw toDiskError(error, path);
  }
}

function release(folder: string, number: number): void {
  try {
    const file = openRegular(lockPath(folder, number), 'update');
    try {
      const released: LockHolder = { ...ourselves(), isReleased: true };
      writeAll(file, Buffer.from(JSON.stringify(released)), 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // The folder is gone or the disk is full: the lock dies with this process all the same.
  }
}

const ourselves = (): LockHolder => ({
  host: hostname(),
  pid: process.pid,
  boot: bootId(),
  processStart: processStart(process.pid),
});

function liveHolder(folder: string, number: number): LockHolder | undefined {
  const path = lockPath(folder, number);
  let holder: LockHolder;
  try {
    holder = holderShape.parse(JSON.parse(readRegularText(path, mostLockBytes) ?? ''));
  } catch {
    const made = madeMs(path);
    return made !== undefined && Date.now() - made < fillingMs ? { host: hostname(), pid: 0 } : undefined;
  }
  return isAlive(holder) ? holder : undefined;
}

/** Undefined where there is no such file, or what stands there is no file. */
function madeMs(path: string): number | undefined {
  try {
    return statRegular(path)?.mtimeMs;
  } catch {
    return undefined;
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.isReleased) return false;
  // Another machine on a shared disk: its processes cannot be seen from here, so the person decides.
  if (holder.host !== hostname()) return true;
  if (holder.boot !== undefined && holder.boot !== bootId()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = processStart(holder.pid);
  return holder.processStart === undefined || start === undefined || start === holder.processStart;
}

function heldSentence(folder: string, number: number, { host, pid }: LockHolder): string {
  const isOurs = pid === process.pid && host === hostname();
  const who =
    pid === 0 ? 'a process that is just starting' : isOurs ? 'this same process' : `process ${String(pid)} on ${host}`;
  return `The run in ${folder} is being written by ${who}; wait for it or stop it first. If that process is surely gone, delete ${lockPath(folder, number)} and try again.`;
}
