// One process at a time writes a run: a lock that dies with its holder, without timers. Files `lock.1`, `lock.2`, ...: the highest number counts.
// It is taken by making the next number exclusively, and the highest is never removed, so that two who find the same dead lock cannot both
// take it over (removing and making it again has that race; so have lock files with stale-lock timers when a laptop sleeps).
// Whoever holds it looks before each write whether it still does: a user may have taken the run over elsewhere.
import { closeSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DiskError } from '../engine/diskError';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import { realPath } from '../files/confine';
import { openRegular, readRegularText, statRegular } from '../files/regularFile';
import { discardFile, isLinkless, makeFile, linkToFree, temporaryBeside, writeAll } from '../files/writeFile';
import { toDiskError } from './diskError';
import { isAlive, isOurselves, ourselves, parseHolder, type LockHolder } from './lockHolder';
import { thisMachine } from './machine';

export type RunLock = {
  /** @throws {DiskError} where somebody else took the run over: nothing more may be written. */
  readonly assertHeld: () => void;
  readonly release: () => void;
};

/** Somebody writes the run, or may do so; the user may know better and take it over. */
export class RunLocked extends InputError {
  constructor(
    readonly folder: string,
    /** Undefined: a process that is just starting, or one whose lock cannot be read. */
    readonly holder: LockHolder | undefined,
    /** Whether the user may know better: not of a process that is just starting, nor of this one. */
    readonly canBeTakenOver: boolean,
    message: string,
  ) {
    super(message);
  }
}

/** A lock that is there and tells nothing: its holder is filling it, or the disk refuses it (another user's file, one that is open elsewhere, a network disk that is away). */
type Untold = 'starting' | { readonly refusal: string };

/** On a disk without links: a lock file that cannot be read yet belongs to a process between making and filling it, for this long. */
const fillingMs = 5000;

/** Two processes that race need a few. */
const mostTries = 100;
/** A run that is resumed every second for thirty years does not get there. */
const mostLocks = 1_000_000_000;

/** Locks that this process holds: one that it could not mark as released is not held by it all the same. */
const heldHere = new Set<string>();
const heldKey = (folder: string, number: number) => lockPath(realPath(folder), number);

/**
 * @param takesOver from a holder that counts as alive, which then stops at its next write; never from this same process.
 * @throws {RunLocked} naming the holder when another process writes the run.
 * @throws {DiskError} where the folder cannot be written.
 */
export function lockRun(folder: string, takesOver = false): RunLock {
  for (let tries = 0; tries < mostTries; tries++) {
    const top = highest(folder);
    if (top >= mostLocks)
      throw new InputError(`SMART never made ${lockPath(folder, top)}; delete it to go on with the run.`);
    const holder = top > 0 ? liveHolder(folder, top) : undefined;
    if (holder && !(takesOver && canBeTakenOver(holder))) throw held(folder, holder);
    const mine = top + 1;
    if (!make(folder, mine)) continue;
    // Whoever read an old listing may make a number that is already outdone; the highest counts.
    if (highest(folder) > mine) {
      discardFile(lockPath(folder, mine));
      continue;
    }
    for (const old of numbers(folder)) if (old < mine) discardFile(lockPath(folder, old));
    const key = heldKey(folder, mine);
    heldHere.add(key);
    return {
      assertHeld: () => {
        if (highest(folder) !== mine) throw lost(folder);
      },
      release: () => {
        heldHere.delete(key);
        release(folder, mine);
      },
    };
  }
  throw new InputError(
    `The run in ${folder} could not be locked in ${String(mostTries)} tries: others take the lock all the time. Stop them first, or delete the files lock.* in it.`,
  );
}

/** Ends the hold of a process that counts as alive, because the user knows that it is gone. @throws {RunLocked} where it is this one, or just starting. */
export function takeRunOver(folder: string): void {
  lockRun(folder, true).release();
}

/** @throws {RunLocked} while another process writes the run. */
export function assertUnheld(folder: string): void {
  const top = highest(folder);
  const holder = top > 0 ? liveHolder(folder, top) : undefined;
  if (holder) throw held(folder, holder);
}

/** Who writes the run now; undefined: nobody. */
export function runHolder(folder: string): LockHolder | undefined {
  const top = highest(folder);
  const holder = top > 0 ? liveHolder(folder, top) : undefined;
  return holder === 'starting' || (holder && 'refusal' in holder) ? { host: thisMachine().host, pid: 0 } : holder;
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
  const content = JSON.stringify(ourselves(thisMachine()));
  // A link to a filled file appears whole: a process killed half-way leaves no empty lock, whose holder nobody knows.
  const draft = temporaryBeside(path);
  try {
    makeFile(draft, content);
    return linked(draft, path) || made(path, content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw toDiskError(error, path);
  } finally {
    discardFile(draft);
  }
}

/** False on a disk without links (FAT, some network drives). @throws code EEXIST when somebody else was quicker. */
function linked(draft: string, path: string): boolean {
  try {
    linkToFree(draft, path);
    return true;
  } catch (error) {
    if (isLinkless(error)) return false;
    throw error;
  }
}

function made(path: string, content: string): boolean {
  makeFile(path, content);
  return true;
}

function release(folder: string, number: number): void {
  try {
    const file = openRegular(lockPath(folder, number), 'update');
    try {
      const released: LockHolder = { ...ourselves(thisMachine()), isReleased: true };
      writeAll(file, Buffer.from(JSON.stringify(released)), 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // The folder is gone or the disk is full: the lock dies with this process all the same.
  }
}

function liveHolder(folder: string, number: number): LockHolder | Untold | undefined {
  const path = lockPath(folder, number);
  let text: string;
  try {
    text = readRegularText(path, limits.lockBytes) ?? '';
  } catch (error) {
    // Who cannot be judged is alive; what is no file of a lock's size is no lock.
    const { code } = error as NodeJS.ErrnoException;
    return code === undefined || code === 'ENOENT' ? undefined : { refusal: code };
  }
  let holder: LockHolder;
  try {
    holder = parseHolder(text);
  } catch {
    const made = madeMs(path);
    // Made in what is to come by a clock that was set back since: not a moment ago.
    return made !== undefined && Math.abs(Date.now() - made) < fillingMs ? 'starting' : undefined;
  }
  if (isOurselves(holder, thisMachine()) && !heldHere.has(heldKey(folder, number))) return undefined;
  return isAlive(holder, thisMachine()) ? holder : undefined;
}

const canBeTakenOver = (holder: LockHolder | Untold) =>
  holder !== 'starting' && ('refusal' in holder || !isOurselves(holder, thisMachine()));

/** Undefined where there is no such file, or what stands there is no file. */
function madeMs(path: string): number | undefined {
  try {
    return statRegular(path)?.mtimeMs;
  } catch {
    return undefined;
  }
}

const waysToTakeOver =
  'take the run over: --take-over beside --resume, or smart runs take-over, on the command line; "Take Over" in VS Code.';

function held(folder: string, holder: LockHolder | Untold): RunLocked {
  const told = (of: LockHolder | undefined, message: string) =>
    new RunLocked(folder, of, canBeTakenOver(holder), message);
  if (holder === 'starting')
    return told(
      undefined,
      `The run in ${folder} is being written by a process that is just starting; try again in a moment.`,
    );
  if ('refusal' in holder)
    return told(
      undefined,
      `The run in ${folder} may be being written: its lock cannot be read (${holder.refusal}), as another user's or one that another program has open. If no process of anybody writes it, ${waysToTakeOver}`,
    );
  const { host, pid, platform } = holder;
  const machine = thisMachine();
  if (isOurselves(holder, machine))
    return told(holder, `The run in ${folder} is being written by this same process; wait for it or stop it first.`);
  const system = platform === undefined || platform === machine.platform ? '' : ` (${platform})`;
  return told(
    holder,
    `The run in ${folder} is being written by process ${String(pid)} on ${host}${system}; wait for it or stop it first. If that process is surely gone, ${waysToTakeOver}`,
  );
}

function lost(folder: string): DiskError {
  return new DiskError(
    'other',
    `The run in ${folder} was taken over by another process, or its lock was deleted: this one stopped and wrote nothing more. What it had acknowledged is kept; resume the run where it is wanted.`,
  );
}
