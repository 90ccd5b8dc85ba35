// What a restarted process knows of its batches: reads the ledger, and for a submission whose outcome was not written down any more, asks the
// service whether it happened.
import { BatchBook } from './batchBook';
import type { BatchLedger, BatchRecord } from './batchLedger';
import type { BatchService } from './batchService';
import { findDecided, type FindPorts } from './submitOnce';

export type RecoveredBatches = {
  readonly book: BatchBook;
  readonly limits: readonly Extract<BatchRecord, { type: 'limit' }>[];
};

export async function recoverBatches(
  service: BatchService,
  ledger: BatchLedger,
  ports: FindPorts,
): Promise<RecoveredBatches> {
  const planned = new Map<string, readonly string[]>();
  const ids = new Map<string, string>();
  const limits: RecoveredBatches['limits'][number][] = [];
  for (const record of await ledger.load()) {
    if (record.type === 'planned') planned.set(record.reference, record.keys);
    else if (record.type === 'submitted') ids.set(record.reference, record.batchId);
    else if (record.type === 'limit') limits.push(record);
    // Nothing of it was run. Results of a batch that ended in any other way are read again where an answer is still missing.
    else if (record.type === 'abandoned' || record.outcome === 'refused') planned.delete(record.reference);
  }
  const book = new BatchBook();
  for (const [reference, keys] of planned) {
    let batchId = ids.get(reference);
    if (batchId === undefined) {
      batchId = await findDecided(service, reference, ports, new Set(ids.values()));
      if (batchId === undefined) {
        await ledger.append({ type: 'abandoned', reference });
        continue;
      }
      ids.set(reference, batchId);
      await ledger.append({ type: 'submitted', reference, batchId });
    }
    book.bind({ reference, batchId, keys });
  }
  return { book, limits };
}
