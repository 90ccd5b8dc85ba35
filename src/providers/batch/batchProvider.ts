// A provider over a vendor's batch service: gathers asks of a model, submits them, polls, and resolves each ask when its batch is done.
// Every submission is in the ledger before it happens; a restarted process attaches its asks to the batches that are already out there.
import type { Clock } from '../../engine/clock';
import type { Note } from '../../engine/events';
import { onAbort } from '../../engine/onAbort';
import type { Provider } from '../../engine/provider';
import { cacheKey } from '../cached';
import { lazy } from '../lazy';
import type { BatchBook, KnownBatch } from './batchBook';
import type { BatchLedger } from './batchLedger';
import type { BatchService } from './batchService';
import { followBatch } from './followBatch';
import { createGathering } from './gathering';
import { createOutcomes, type Followed } from './outcomes';
import { recoverBatches } from './recoverBatches';
import { madeAt, newReference } from './reference';
import { Room } from './room';
import { submitOnce } from './submitOnce';
import { type Waiter, Waiters } from './waiters';

export type BatchProviderOptions = {
  readonly name: string;
  readonly endpoint: string;
  readonly service: BatchService;
  readonly ledger: BatchLedger;
  readonly clock: Clock;
  /** Told what a user may want to know of the batches. */
  readonly notify?: ((note: Note) => void) | undefined;
  /** A batch is submitted when nothing was added for so long. @default 2000 */
  readonly gatherMs?: number | undefined;
  /** Requests per batch at most. @default 10000 */
  readonly maxRequests?: number | undefined;
  /** First wait between polls; grows to 20 times. @default 15000 */
  readonly pollMs?: number | undefined;
  /** How often a request that failed, or whose batch ended before its turn, is submitted again. @default 2 */
  readonly maxRetries?: number | undefined;
};

/** Batches of a model that may be out at once: 40,000 requests of 2 KB are 80 MB, and a million rows are not a hundred batches one after the other. */
const batchesAtOnce = 4;

export function createBatchProvider(options: BatchProviderOptions): Provider {
  const { name, endpoint, service, ledger, clock, maxRetries = 2, pollMs = 15_000, gatherMs = 2000 } = options;
  const note = (message: string) => options.notify?.({ type: 'noted', message: `${name}: ${message}` });
  const maxRequests = Math.min(options.maxRequests ?? 10_000, service.maxRequests);
  const startedAt = Date.now() - clock.nowMs();
  const epochMs = () => startedAt + clock.nowMs();
  const waiters = new Waiters();
  const room = new Room();
  /** References of batches that are being followed. */
  const followed = new Set<string>();
  let asks = 0;
  /** Ends polling and waiting when nobody asks any more; a submission that was begun runs to its end. */
  let waiting = new AbortController();
  const findPorts = () => ({ clock, epochMs, waitMs: pollMs, signal: waiting.signal });
  const recovered = lazy(async () => {
    const { book, limits } = await recoverBatches(service, ledger, findPorts());
    for (const limit of limits) room.restore(limit);
    return book;
  });

  const gathering = createGathering({
    clock,
    gatherMs,
    maxRequests,
    maxBytes: service.maxBytes,
    room,
    submit: (batch) => {
      const { modelId } = batch[0]!.request.model;
      const tokens = tokensOf(batch, modelId);
      room.handedIn(modelId, tokens);
      submit(batch, modelId, tokens)
        .catch((error: unknown) => {
          room.ended(modelId, tokens, false);
          for (const waiter of batch) waiter.reject(error);
        })
        .finally(gathering.pump);
    },
  });
  const outcomes = createOutcomes({
    ...{ name, service, ledger, clock, note, pollMs, maxRetries, room, waiters, gathering },
    signal: () => waiting.signal,
  });

  function tokensOf(batch: readonly Waiter[], modelId: string): number {
    return room.tokensOf(
      modelId,
      batch.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  }

  async function submit(batch: readonly Waiter[], modelId: string, tokens: number): Promise<void> {
    const book = await recovered();
    const reference = newReference(epochMs());
    const keys = batch.map((waiter) => waiter.key);
    await ledger.append({ type: 'planned', reference, keys });
    const items = batch.map(({ request }, i) => ({ customId: `${reference}-${String(i)}`, request }));
    const isWanted = () => batch.some((waiter) => waiters.isWaiting(waiter));
    const made = (batchId: string): Followed => ({
      ...{ batch: { reference, batchId, keys }, modelId, tokens, sent },
      ...{ withLine: new Set(), replies: 0, failed: [] },
    });
    const sent = service.quirksOf(modelId);
    const submission = await submitOnce(service, items, reference, findPorts(), isWanted);
    if (!submission) {
      room.ended(modelId, tokens, false);
      await ledger.append({ type: 'abandoned', reference });
      return;
    }
    const known = made(submission.type === 'submitted' ? submission.batchId : '');
    book.bind(known.batch);
    if (submission.type === 'refused') {
      await outcomes.refused(known, submission.refusal, book);
      return;
    }
    await ledger.append({ type: 'submitted', reference, batchId: submission.batchId });
    if (isWanted()) follow(known, book);
    else room.ended(modelId, tokens, false);
  }

  /** Polls until the batch is done, then gives every waiter of it its reply. */
  function follow(known: Followed, book: BatchBook): void {
    const { batch, modelId, tokens } = known;
    followed.add(batch.reference);
    const ports = { clock, epochMs, pollMs, signal: waiting.signal, note };
    const looked = { batchId: batch.batchId, madeAt: madeAt(batch.reference), total: batch.keys.length };
    followBatch(service, looked, ports, (line) => {
      outcomes.take(known, line, book);
    })
      .then((end) => outcomes.finish(known, end, book))
      .catch((error: unknown) => {
        room.ended(modelId, tokens, false);
        for (const waiter of waiters.ofBatch(batch, book)) waiter.reject(error);
        for (const { waiter } of known.failed) waiter.reject(error);
      })
      .finally(() => {
        followed.delete(batch.reference);
        // Who asked while the results were being read.
        const late = waiters.ofBatch(batch, book);
        if (late.length > 0) attach(batch, modelId, book);
        gathering.pump();
      });
  }

  /** Follows a batch of an earlier session, or again, once all who ask for it have asked: its results are read as a whole. */
  function attach(batch: KnownBatch, modelId: string, book: BatchBook): void {
    if (followed.has(batch.reference)) return;
    followed.add(batch.reference);
    void clock.sleep(gatherMs).then(() => {
      const tokens = tokensOf(waiters.ofBatch(batch, book), modelId);
      room.handedIn(modelId, tokens);
      const sent = service.quirksOf(modelId);
      follow({ batch, modelId, tokens, sent, withLine: new Set(), replies: 0, failed: [] }, book);
    });
  }

  return {
    name,
    windowOf: () => batchesAtOnce * maxRequests,
    async ask(request, signal) {
      signal.throwIfAborted();
      if (waiting.signal.aborted) waiting = new AbortController();
      asks++;
      try {
        const book = await untilAborted(recovered(), signal);
        const key = cacheKey(request, endpoint);
        let waiter = waiters.get(key);
        if (!waiter) {
          waiter = waiters.open(key, request, service.bytesOf(request));
          const batch = book.of(key);
          if (batch) attach(batch, request.model.modelId, book);
          else gathering.add(waiter);
        }
        return await untilAborted(waiter.promise, signal, () => {
          // Not submitted yet: nobody pays for it. Submitted: the batch goes on and is found again by whoever resumes.
          gathering.remove(key);
          waiters.forget(key);
        });
      } finally {
        if (--asks === 0 && signal.aborted) waiting.abort(signal.reason);
      }
    },
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, giveUp?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => {
      giveUp?.();
      reject(signal.reason as Error);
    });
    promise.finally(forget).then(resolve, reject);
  });
}
