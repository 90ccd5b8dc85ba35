// The journal's file made ready for more records: a torn tail is cut off, as an interruption leaves one, and everything before it is looked at
// once. Writes to a file at a place, all of it, belong here too.
import { closeSync, fstatSync, ftruncateSync } from 'node:fs';
import { InputError } from '../engine/inputError';
import { openRegular, statRegular } from '../files/regularFile';
import { syncDataNow } from '../files/syncFile';
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
    const { soundEnd, isEnded, version } = await inspect(path, note);
    if (fstatSync(file).size > soundEnd) ftruncateSync(file, soundEnd);
    // An older version's journal says from where on a later one wrote.
    const missing = [isEnded ? '' : '\n', ...(version === journalVersion ? [] : [headerLine])];
    const earlierEnd = writeFully(file, Buffer.concat(missing.map((part) => Buffer.from(part))), soundEnd);
    syncDataNow(file);
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

/** Where the last sound line ends. Damaged lines before it are told to `note`, and so is what stands behind it. */
async function inspect(path: string, note: (problem: JournalProblem) => void) {
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
