// The journal's file made ready for more records: a torn tail is cut off, as an interruption leaves one. Where the end is torn, everything before it is
// looked at first. Writes to a file at a place, all of it, belong here too.
import { closeSync, fstatSync, ftruncateSync, readSync } from 'node:fs';
import { InputError } from '../engine/inputError';
import { openRegular, statRegular } from '../files/regularFile';
import { syncData } from '../files/syncFile';
import { makeFile, writeAll } from '../files/writeFile';
import { toDiskError } from './diskError';
import {
  checkedLines,
  damagedLine,
  headerLine,
  headerVersion,
  journalVersion,
  type JournalProblem,
} from './journalFile';
import { checkedJson } from './journalLine';
import { processTurns as turns } from './processTurns';

/**
 * Makes the file where it does not exist.
 * @returns the open file and the offset behind what earlier sessions wrote.
 * @throws {DiskError, InputError} as openJournal does.
 */
export async function openForAppending(path: string, note: (problem: JournalProblem) => void) {
  let file: number;
  try {
    if (statRegular(path) === undefined) makeFile(path, '');
    file = openRegular(path, 'update');
  } catch (error) {
    throw error instanceof InputError ? error : toDiskError(error, path);
  }
  try {
    const { soundEnd, isEnded, version } = soundToItsEnd(file) ?? (await inspect(path, note));
    if (fstatSync(file).size > soundEnd) ftruncateSync(file, soundEnd);
    // An older version's journal says from where on a later one wrote.
    const missing = [isEnded ? '' : '\n', ...(version === journalVersion ? [] : [headerLine])];
    const earlierEnd = writeFully(file, Buffer.concat(missing.map((part) => Buffer.from(part))), soundEnd);
    // A resumed run's has hundreds of megabytes that the system may not have on disk yet.
    await syncData(file);
    return { file, earlierEnd };
  } catch (error) {
    closeSync(file);
    throw error instanceof InputError ? error : toDiskError(error, path);
  }
}

/** @returns the offset behind the bytes. */
export function writeFully(file: number, bytes: Buffer, position: number): number {
  writeAll(file, bytes, position);
  return position + bytes.length;
}

/** Lines of a run are shorter, unless a text of its is very long. */
const tailBytes = 1 << 16;

/**
 * A journal of this version whose last line is whole: nothing is to be cut off or added, so that ten million lines need no look before they are read. Those that
 * are damaged are told then.
 */
function soundToItsEnd(file: number): Inspected | undefined {
  const { size } = fstatSync(file);
  if (!readAt(file, 0, headerLine.length).equals(headerLine)) return undefined;
  const from = Math.max(0, size - tailBytes);
  const tail = readAt(file, from, size - from);
  if (tail.at(-1) !== 10) return undefined;
  const start = tail.length < 2 ? 0 : tail.lastIndexOf(10, tail.length - 2) + 1;
  const isWhole = start > 0 || from === 0;
  const isSound = isWhole && checkedJson(tail.subarray(start, -1)) !== undefined;
  return isSound ? { soundEnd: size, isEnded: true, version: journalVersion } : undefined;
}

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, from));
}

type Inspected = { readonly soundEnd: number; readonly isEnded: boolean; readonly version: number | undefined };

/** Where the last sound line ends. Damaged lines before it are told to `note`, and so is what stands behind it. */
async function inspect(path: string, note: (problem: JournalProblem) => void): Promise<Inspected> {
  let soundEnd = 0;
  let isEnded = true;
  let size = 0;
  let version: number | undefined;
  let sinceSound: number[] = [];
  for (const line of checkedLines(path)) {
    if (turns.isDue()) await turns.next();
    size = line.end;
    if (!line.json) {
      sinceSound.push(line.number);
      continue;
    }
    version = headerVersion(line.json, path, line.number) ?? version;
    for (const number of sinceSound) note(damagedLine(number));
    sinceSound = [];
    soundEnd = line.end;
    isEnded = line.isEnded;
  }
  if (soundEnd === 0 && size > headerLine.length)
    throw new InputError(
      `${path} is not a journal of SMART: no line of it carries a valid checksum. It was left as it is.`,
    );
  if (sinceSound.length > 0)
    note({
      line: sinceSound[0]!,
      message: `The end of the journal, from line ${String(sinceSound[0]!)} on (${String(size - soundEnd)} bytes), was torn, as an interruption leaves it, and was cut off; what it held will be asked again if it is needed.`,
    });
  return { soundEnd, isEnded, version };
}
