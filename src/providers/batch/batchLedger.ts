// Which requests were submitted with which batch and how each batch ended, on disk before and after each submission, so that a killed process finds
// its batches again and nothing is paid twice. One ledger per run.
import { dirname } from 'node:path';
import { openRegularHandle, statRegular } from '../../files/regularFile';
import { syncHandle } from '../../files/syncFile';
import { makePrivateFolder } from '../../files/writeFile';

export type BatchRecord =
  /** Written before the submission. `keys[i]` is the request of custom id `reference-i`. */
  | { readonly type: 'planned'; readonly reference: string; readonly keys: readonly string[] }
  | { readonly type: 'submitted'; readonly reference: string; readonly batchId: string }
  /** It was established that the submission never reached the service. */
  | { readonly type: 'abandoned'; readonly reference: string }
  | {
      readonly type: 'ended';
      readonly reference: string;
      /** refused: nothing of it was run; gone: the service does not know it any more. */
      readonly outcome: 'completed' | 'expired' | 'cancelled' | 'refused' | 'gone';
      readonly why?: string;
      /** Lines of results that were read. */
      readonly read?: number;
      /** Replies that the service counted. */
      readonly answered?: number;
    }
  /** Tokens that may be enqueued for a model at once, as a refusal taught. */
  | { readonly type: 'limit'; readonly model: string; readonly tokens: number; readonly stated?: number };

export interface BatchLedger {
  load(): Promise<readonly BatchRecord[]>;
  /** Resolves when the record is on disk. */
  append(record: BatchRecord): Promise<void>;
}

export function createFileBatchLedger(path: string): BatchLedger {
  let writing: Promise<void> = Promise.resolve();
  return {
    async load() {
      const records: BatchRecord[] = [];
      if (!statRegular(path)) return records;
      const file = await openRegularHandle(path, 'read');
      // What follows the last line end was cut by a crash; a cut line is no JSON. `readLines` closes the file.
      for await (const line of file.readLines()) {
        const record = parseRecord(line);
        if (record) records.push(record);
      }
      return records;
    },
    append(record) {
      const written = writing.then(async () => {
        makePrivateFolder(dirname(path));
        const file = await openRegularHandle(path, 'append');
        try {
          const { size } = await file.stat();
          const last = Buffer.alloc(1, '\n');
          if (size > 0) await file.read(last, 0, 1, size - 1);
          // A cut line of a crash is closed first, so that this record stands on a line of its own.
          await file.write(`${last.toString() === '\n' ? '' : '\n'}${JSON.stringify(record)}\n`);
          await syncHandle(file);
        } finally {
          await file.close();
        }
      });
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

/** Undefined for what is no record: a cut line, or one that something else wrote. */
function parseRecord(line: string): BatchRecord | undefined {
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const isText = (...names: string[]) => names.every((name) => typeof read[name] === 'string');
  const areKeys = Array.isArray(read['keys']) && read['keys'].every((key) => typeof key === 'string');
  const isCount = (value: unknown) => typeof value === 'number' && value > 0;
  const isWhole =
    (read['type'] === 'planned' && isText('reference') && areKeys) ||
    (read['type'] === 'submitted' && isText('reference', 'batchId')) ||
    (read['type'] === 'abandoned' && isText('reference')) ||
    (read['type'] === 'ended' && isText('reference', 'outcome')) ||
    (read['type'] === 'limit' && isText('model') && isCount(read['tokens']));
  return isWhole ? (read as BatchRecord) : undefined;
}
