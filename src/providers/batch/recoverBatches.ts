// What a restarted process knows of its batches: reads the ledger, and for a hand-in whose outcome was not written down any more, asks the
// service whether it happened.
import type { Clock } from '../../engine/clock';
import type { BatchLedger } from './batchLedger';
import type { BatchService } from './batchService';
import { findDecided } from './submitOnce';

export type KnownBatches = {
  /** The latest batch of each request, by its key. */
  readonly batchOfKey: Map<string, { readonly batchId: string; readonly customId: string }>;
};

export async function recoverBatches(
  service: BatchService,
  ledger: BatchLedger,
  clock: Clock,
  pollMs: number,
): Promise<KnownBatches> {
  const planned = new Map<string, readonly string[]>();
  const ids = new Map<string, string>();
  for (const record of await ledger.load()) {
    if (record.type === 'planned') planned.set(record.reference, record.keys);
    else if (record.type === 'submitted') ids.set(record.reference, record.batchId);
    else planned.delete(record.reference);
  }
  const batchOfKey: KnownBatches['batchOfKey'] = new Map();
  const signal = new AbortController().signal;
  for (const [reference, keys] of planned) {
    let batchId = ids.get(reference);
    if (batchId === undefined) {
      batchId = await findDecided(service, reference, clock, pollMs, signal, new Set(ids.values()));
      if (batchId === undefined) {
        await ledger.append({ type: 'abandoned', reference });
        continue;
      }
      ids.set(reference, batchId);
      await ledger.append({ type: 'submitted', reference, batchId });
    }
    for (const [i, key] of keys.entries()) batchOfKey.set(key, { batchId, customId: `${reference}-${String(i)}` });
  }
  return { batchOfKey };
}
