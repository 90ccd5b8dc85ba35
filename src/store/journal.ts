// The run's journal on disk: appends records as checksummed lines and streams those of earlier sessions. Implements the port engine/journal.ts.
// Group commit: while one fdatasync is under way, further records gather and share the next. Lines go to the operating system by a
// synchronous write, which is a copy into its cache; so memory stays bounded even when the caller awaits nothing, and order needs no care.
// Does not lock: runFolder.ts does.
import { closeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Journal, JournalRecord } from '../engine/journal';
import { DiskError } from '../engine/diskError';
import { syncData } from '../files/syncFile';
import { toDiskError } from './diskError';
import { readRecords, type JournalProblem } from './journalFile';
import { encodeRecord, JournalLines } from './journalLine';
import { openForAppending, writeFully } from './journalOpening';
import { watchPlace } from './stillThere';

export type JournalOptions = {
  /**
   * When an append is acknowledged. `disk`: after fdatasync; survives a power cut. `process`: once the operating system has it; survives
   * the end of the process, and suits answers that cost nothing to compute again.
   * @default 'disk'
   */
  readonly durability?: 'disk' | 'process';
  /** Bytes that may wait in memory before they are handed to the operating system. @default 1 MiB */
  readonly pendingBytes?: number;
  /** Called before each write; what it throws stops the journal, and nothing more is written. @default nothing */
  readonly beforeWrite?: () => void;
};

export interface RunJournal extends Journal {
  /** Damage found in records of earlier sessions, each a sentence; empty for a sound journal. */
  readonly problems: readonly JournalProblem[];
}

const nextTurn = promisify(setImmediate);

/**
 * Opens a journal for appending; makes it where it does not exist. A torn tail is cut off and named in `problems`.
 * @throws {DiskError} where the file cannot be written.
 * @throws {InputError} where it is not a journal, or of a newer version.
 */
export async function openJournal(path: string, options: JournalOptions = {}): Promise<RunJournal> {
  const { durability = 'disk', pendingBytes = 1 << 20, beforeWrite } = options;
  const problems = new Map<number, JournalProblem>();
  const note = (problem: JournalProblem) => {
    problems.set(problem.line, problem);
  };
  const { file, earlierEnd } = await openForAppending(path, note);
  const checkStillThere = watchPlace(file, path);

  let end = earlierEnd;
  const pending = new JournalLines();
  let batch: Batch | undefined;
  let flushing: Promise<void> | undefined;
  let isClosed = false;
  let failure: DiskError | undefined;

  function append(record: JournalRecord): Promise<void> {
    if (failure) return refused(failure);
    if (isClosed) return refused(new DiskError('other', `${path} is closed; nothing more can be written to it.`));
    pending.add(encodeRecord(record));
    const { promise } = (batch ??= makeBatch());
    if (pending.length >= pendingBytes) writePendingOrFail();
    flushing ??= flush();
    return promise;
  }

  async function flush(): Promise<void> {
    await nextTurn();
    while (batch && !failure) {
      const settled = batch;
      try {
        writePending();
        batch = undefined;
        if (durability === 'disk') await syncData(file);
        checkStillThere();
        settled.resolve();
      } catch (error) {
        settled.reject(fail(error));
      }
    }
    flushing = undefined;
  }

  function writePendingOrFail() {
    try {
      writePending();
    } catch (error) {
      fail(error);
    }
  }

  function writePending() {
    if (pending.length === 0) return;
    beforeWrite?.();
    end = writeFully(file, pending.take(), end);
  }

  /**
   * The first failure is final: after a failed sync nobody knows what the operating system kept. Whole lines that reached the file stay,
   * for their answers are paid; the next opening cuts a torn last line.
   */
  function fail(error: unknown): DiskError {
    failure ??= toDiskError(error, path);
    pending.take();
    batch?.reject(failure);
    batch = undefined;
    return failure;
  }

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await flushing;
    closeSync(file);
    if (failure) throw failure;
  }

  return {
    append,
    close,
    earlier: { [Symbol.iterator]: () => readRecords(path, note, { endOffset: earlierEnd }) },
    get problems() {
      return [...problems.values()].sort((a, b) => a.line - b.line);
    },
  };
}

type Batch = {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

function makeBatch(): Batch {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise: harmless(promise), resolve, reject };
}

/** Whoever awaits hears of it, and so do the next append and close; a record that nobody awaits must not end the process. */
function harmless(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
}

const refused = (error: DiskError) => harmless(Promise.reject(error));
