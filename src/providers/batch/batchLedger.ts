// Which requests were handed in with which batch, on disk before and after each hand-in, so that a killed process finds its batches again and
// nothing is paid twice. One ledger per run; its batches stay findable until the services delete their results (about a month).
import { dirname } from 'node:path';
import { openRegularHandle, readRegularText } from '../../files/regularFile';
import { makePrivateFolder } from '../../files/writeFile';

export type BatchRecord =
  /** Written before the hand-in. `keys[i]` is the request of custom id `reference-i`. */
  | { readonly type: 'planned'; readonly reference: string; readonly keys: readonly string[] }
  | { readonly type: 'submitted'; readonly reference: string; readonly batchId: string }
  /** It was established that the hand-in never reached the service. */
  | { readonly type: 'abandoned'; readonly reference: string };

export interface BatchLedger {
  load(): Promise<readonly BatchRecord[]>;
  /** Resolves when the record is on disk. */
  append(record: BatchRecord): Promise<void>;
}

/** A key takes about 70 bytes; a million rows of several models fit. */
const mostLedgerBytes = 512 << 20;

export function createFileBatchLedger(path: string): BatchLedger {
  let writing: Promise<void> = Promise.resolve();
  return {
    load() {
      const text = readRegularText(path, mostLedgerBytes) ?? '';
      const lines = text.split('\n');
      // What follows the last line end was cut by a crash.
      return Promise.resolve(lines.slice(0, -1).flatMap((line) => parseRecord(line)));
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
          await file.sync();
        } finally {
          await file.close();
        }
      });
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

function parseRecord(line: string): BatchRecord[] {
  try {
    return [JSON.parse(line) as BatchRecord];
  } catch {
    return [];
  }
}
