// Reads a journal file as a stream of records in bounded memory. Damage is told to the caller line by line and skipped, never silently.
// Does not write and takes no lock, so the journal of a run under way can be read as well.
import { closeSync, fstatSync, readSync } from 'node:fs';
import { InputError } from '../engine/inputError';
import { limits } from '../engine/limits';
import type { JournalRecord } from '../engine/journal';
import { openRegular } from '../files/regularFile';
import { checkedJson, crcLength, decodeRecord, formatLine } from './journalLine';
import { processTurns as turns } from './processTurns';

/** 2: reasons are codes with figures. Version 1, with reasons as English sentences, is read through journalVersion1.ts. */
export const journalVersion = 2;
const headerName = 'smart-journal';
export const headerLine = formatLine({ format: headerName, version: journalVersion });

export type JournalProblem = {
  /** 1-based line of the journal. */
  readonly line: number;
  /** A whole sentence. */
  readonly message: string;
};

/** One line, its end left out. `json` is undefined where the checksum does not hold. */
export type CheckedLine = {
  readonly number: number;
  readonly start: number;
  /** Offset behind the line and its end. */
  readonly end: number;
  readonly isEnded: boolean;
  readonly json: Buffer | undefined;
};

const chunkBytes = 1 << 20;

/** Lines from the start of the file to `endOffset`, checked. A yielded buffer is valid until the next line is taken. */
export function* checkedLines(path: string, endOffset = Infinity): Generator<CheckedLine, void, void> {
  for (const line of linesAndChunks(path, endOffset)) if (line) yield line;
}

/**
 * A chunk that has been gone through is yielded as undefined.
 * @param isSkipped lines that nobody needs: counted, but neither checked, which takes most of the time, nor yielded
 */
function* linesAndChunks(
  path: string,
  endOffset = Infinity,
  isSkipped?: (line: Buffer) => boolean,
): Generator<CheckedLine | undefined, void, void> {
  const file = openJournalFile(path);
  try {
    let buffer = Buffer.allocUnsafe(chunkBytes);
    let held = 0;
    let heldAt = 0;
    let number = 0;
    /** Where the line began whose beginning was thrown away. */
    let droppedFrom: number | undefined;
    for (;;) {
      if (held === buffer.length && held >= limits.journalLineBytes) {
        // None of ours: passed over as a damaged one, and never held whole.
        droppedFrom ??= heldAt;
        heldAt += held;
        held = 0;
      }
      if (held === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const wanted = Math.min(buffer.length - held, endOffset - heldAt - held);
      const read = readSync(file, buffer, held, wanted, heldAt + held);
      held += read;
      let from = 0;
      for (let at = buffer.indexOf(10, from); at >= 0 && at < held; at = buffer.indexOf(10, from)) {
        const line = buffer.subarray(from, at);
        number++;
        if (droppedFrom !== undefined) {
          yield { number, start: droppedFrom, end: heldAt + at + 1, isEnded: true, json: undefined };
          droppedFrom = undefined;
        } else if (isSkipped?.(line) !== true)
          yield { number, start: heldAt + from, end: heldAt + at + 1, isEnded: true, json: checkedJson(line) };
        from = at + 1;
        if (from >= held) break;
      }
      if (read === 0) {
        if (droppedFrom !== undefined)
          yield { number: ++number, start: droppedFrom, end: heldAt + held, isEnded: false, json: undefined };
        else if (from < held) {
          const json = checkedJson(buffer.subarray(from, held));
          yield { number: ++number, start: heldAt + from, end: heldAt + held, isEnded: false, json };
        }
        return;
      }
      buffer.copyWithin(0, from, held);
      heldAt += from;
      held -= from;
      yield undefined;
    }
  } finally {
    closeSync(file);
  }
}

/** @throws {InputError} for a link, a device, a FIFO, or a file that is mostly holes. */
function openJournalFile(path: string): number {
  const file = openRegular(path, 'read');
  const { size, blocks } = fstatSync(file);
  // Windows tells no blocks. Disks that compress hold a journal in a tenth, never in a hundredth.
  if (size < limits.sparseBytes || process.platform === 'win32' || blocks * 512 * 100 >= size) return file;
  closeSync(file);
  throw new InputError(`${path} claims ${String(size)} bytes and holds hardly any of them; it is no journal of SMART.`);
}

const headerStart = Buffer.from('{"format":');

/**
 * The version that a header states: the first line, and one more wherever a later version of SMART went on with the run.
 * @returns undefined: the line is no header; its checksum may hold and it may be no JSON. @throws {InputError} when a newer version of the format wrote it.
 */
export function headerVersion(json: Buffer, path: string, line: number): number | undefined {
  // Answers, most lines of a journal, begin otherwise.
  if (json[0] !== headerStart[0] || !json.subarray(0, headerStart.length).equals(headerStart)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json.toString('utf8'));
  } catch {
    return undefined;
  }
  const { format, version } = value as { format?: unknown; version?: unknown };
  if (format !== headerName) return undefined;
  if (typeof version !== 'number' || version > journalVersion)
    throw new InputError(
      `${path}, line ${String(line)}: the journal has format version ${versionText(version)}, this version of SMART reads up to ${String(journalVersion)}; update SMART to open the run.`,
    );
  return version;
}

/** What a file says of its version, which may be anything: lists as deep as they like among it. */
function versionText(version: unknown): string {
  return typeof version === 'number' || typeof version === 'string' ? String(version).slice(0, 20) : 'unknown';
}

export function damagedLine(line: number): JournalProblem {
  const lost = line === 1 ? 'only its header stood there' : 'what it held will be asked again if it is needed';
  return { line, message: `Line ${String(line)} of the journal is damaged and was skipped; ${lost}.` };
}

export type ReadOptions = {
  readonly endOffset?: number;
  /** `objects`: what stands as arrays (answers, reservations) is passed over, neither checked nor decoded; `events`: of what is left, those. */
  readonly only?: 'events' | 'objects';
};

/** Records in order, up to `endOffset`; each iteration reads the file afresh. A torn last line simply ends the stream. */
export function* readRecords(
  path: string,
  onProblem: (problem: JournalProblem) => void,
  options: ReadOptions = {},
): Generator<JournalRecord, void, void> {
  for (const record of recordsAndChunks(path, onProblem, options)) if (record) yield record;
}

/** The same in turns: passing over a million answers takes a quarter of a second. */
export async function* readRecordsInTurns(
  path: string,
  onProblem: (problem: JournalProblem) => void,
  options: ReadOptions = {},
): AsyncGenerator<JournalRecord, void, void> {
  for (const record of recordsAndChunks(path, onProblem, options)) {
    if (turns.isDue()) await turns.next();
    if (record) yield record;
  }
}

function* recordsAndChunks(
  path: string,
  onProblem: (problem: JournalProblem) => void,
  options: ReadOptions,
): Generator<JournalRecord | undefined, void, void> {
  const isSkipped = options.only === undefined ? undefined : isArray;
  for (const line of linesAndChunks(path, options.endOffset, isSkipped)) {
    if (!line) {
      yield undefined;
      continue;
    }
    const { number, json, isEnded } = line;
    if (!json) {
      if (isEnded) onProblem(damagedLine(number));
      continue;
    }
    if (headerVersion(json, path, number) !== undefined) continue;
    let record: JournalRecord;
    try {
      record = decodeRecord(JSON.parse(json.toString('utf8')));
    } catch (error) {
      onProblem({
        line: number,
        message: `Line ${String(number)} of the journal is ${(error as Error).message}; it was skipped.`,
      });
      continue;
    }
    if (options.only !== 'events' || record.type === 'event') yield record;
  }
}

const openingBracket = 0x5b;

/** Whether the line is no event: answers stand as arrays, as do reservations and what settles them (journalLine.ts). */
const isArray = (line: Buffer) => line[crcLength + 1] === openingBracket;

/** Events among the last bytes of a journal, cheaply: what a list of runs needs. */
export function* readLastEvents(path: string, size: number, tailBytes = 1 << 18) {
  const start = Math.max(0, size - tailBytes);
  let tail = Buffer.allocUnsafe(size - start);
  const file = openRegular(path, 'read');
  try {
    tail = tail.subarray(0, readSync(file, tail, 0, tail.length, start));
  } finally {
    closeSync(file);
  }
  // The checksum of a line whose beginning is not among them does not hold.
  let from = 0;
  for (let at = tail.indexOf(10); at >= 0; at = tail.indexOf(10, from)) {
    const line = tail.subarray(from, at);
    const json = isArray(line) ? undefined : checkedJson(line);
    from = at + 1;
    const record = json && decodedOrNothing(json);
    if (record?.type === 'event') yield record.event;
  }
}

function decodedOrNothing(json: Buffer): JournalRecord | undefined {
  try {
    return decodeRecord(JSON.parse(json.toString('utf8')));
  } catch {
    return undefined;
  }
}
