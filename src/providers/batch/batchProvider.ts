// A provider over a vendor's batch service: gathers asks of a model, hands them in, polls, and resolves each ask when its batch is done.
// Every hand-in is in the ledger before it happens; a restarted process attaches its asks to the batches that are already out there.
import type { Clock } from '../../engine/clock';
import { onAbort } from '../../engine/onAbort';
import { type AskRequest, type Provider, ProviderError, type Reply } from '../../engine/provider';
import { cacheKey } from '../cached';
import { lazy } from '../lazy';
import { newReference } from './reference';
import type { BatchLedger } from './batchLedger';
import { followBatch } from './followBatch';
import { createGathering } from './gathering';
import { type KnownBatches, recoverBatches } from './recoverBatches';
import { submitOnce } from './submitOnce';
import type { BatchService } from './batchService';

export type BatchProviderOptions = {
  readonly name: string;
  readonly endpoint: string;
  readonly service: BatchService;
  readonly ledger: BatchLedger;
  readonly clock: Clock;
  /** A batch is handed in when nothing was added for so long. @default 2000 */
  readonly gatherMs?: number | undefined;
  /** Requests per batch at most. @default 10000 */
  readonly maxRequests?: number | undefined;
  /** First wait between polls; grows to 20 times. @default 15000 */
  readonly pollMs?: number | undefined;
  /** How often a request that failed or expired in a batch is handed in again. @default 2 */
  readonly maxRetries?: number | undefined;
};

/** Batches of a model that may be out at once: 40,000 requests of 2 KB are 80 MB, and a million rows are not a hundred batches one after the other. */
const batchesAtOnce = 4;

/** An ask under way. */
export type Waiter = {
  readonly key: string;
  readonly request: AskRequest;
  failures: number;
  readonly promise: Promise<Reply>;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
};

export function createBatchProvider(options: BatchProviderOptions): Provider {
  const { name, endpoint, service, ledger, clock, maxRetries = 2 } = options;
  const maxRequests = Math.min(options.maxRequests ?? 10_000, service.maxRequests);
  const recovered = lazy(() => recoverBatches(service, ledger, clock, options.pollMs ?? 15_000));
  /** Asks under way, by key: identical ones share. */
  const waiters = new Map<string, Waiter>();
  /** Batches out there that are being followed. */
  const followed = new Set<string>();
  /** Ends the polling when nobody waits any more; hand-ins always run to their end. */
  let polling = new AbortController();
  const handingIn = new AbortController().signal;

  const gathering = createGathering({
    clock,
    gatherMs: options.gatherMs ?? 2000,
    maxRequests,
    maxBytes: service.maxBytes,
    handIn: (batch) => {
      void handIn(batch);
    },
  });

  async function handIn(batch: readonly Waiter[]): Promise<void> {
    const reference = newReference(Date.now());
    try {
      const { batchOfKey } = await recovered();
      await ledger.append({ type: 'planned', reference, keys: batch.map((waiter) => waiter.key) });
      const items = batch.map(({ request }, i) => ({ customId: `${reference}-${String(i)}`, request }));
      const batchId = await submitOnce(service, items, reference, clock, handingIn);
      await ledger.append({ type: 'submitted', reference, batchId });
      for (const [i, { key }] of batch.entries())
        batchOfKey.set(key, { batchId, customId: `${reference}-${String(i)}` });
      if (batch.some((waiter) => waiters.get(waiter.key) === waiter)) follow(batchId, batchOfKey);
    } catch (error) {
      for (const waiter of batch) waiter.reject(error);
    }
  }

  /** Polls until the batch is done, then gives every waiter of it its reply. */
  function follow(batchId: string, batchOfKey: KnownBatches['batchOfKey']): void {
    if (followed.has(batchId)) return;
    followed.add(batchId);
    if (polling.signal.aborted) polling = new AbortController();
    const open = () => [...waiters.values()].filter(({ key }) => batchOfKey.get(key)?.batchId === batchId);
    collect(batchId, batchOfKey, open, polling.signal)
      .catch((error: unknown) => {
        for (const waiter of open()) waiter.reject(error);
      })
      .finally(() => {
        followed.delete(batchId);
        // Who asked while the results were being read.
        if (open().length > 0) follow(batchId, batchOfKey);
      });
  }

  async function collect(
    batchId: string,
    batchOfKey: KnownBatches['batchOfKey'],
    open: () => Waiter[],
    signal: AbortSignal,
  ): Promise<void> {
    let wanted: Map<string, Waiter> | undefined;
    const waitersById = () => new Map(open().map((waiter) => [batchOfKey.get(waiter.key)!.customId, waiter]));
    try {
      for await (const line of followBatch(service, batchId, clock, options.pollMs ?? 15_000, signal)) {
        wanted ??= waitersById();
        const waiter = wanted.get(line.customId);
        wanted.delete(line.customId);
        if (!waiter) continue;
        if (line.type === 'failure') retry(waiter, line.error, batchOfKey);
        else settle(waiter, line.read);
      }
    } catch (error) {
      // The services delete a batch after a month; whoever resumes later asks anew.
      if (!(error instanceof ProviderError && error.details.status === 404)) throw error;
    }
    const expired = `${name}: the batch ended before the row's turn.`;
    for (const waiter of (wanted ?? waitersById()).values())
      retry(waiter, new ProviderError('timeout', expired, { isRetryable: true }), batchOfKey);
  }

  function settle(waiter: Waiter, read: (request: AskRequest) => Reply): void {
    try {
      waiter.resolve(read(waiter.request));
    } catch (error) {
      waiter.reject(error);
    }
  }

  function retry(waiter: Waiter, error: ProviderError, batchOfKey: KnownBatches['batchOfKey']): void {
    batchOfKey.delete(waiter.key);
    if (waiters.get(waiter.key) !== waiter) return;
    if (error.details.isRetryable && ++waiter.failures <= maxRetries) gathering.add(waiter);
    else waiter.reject(new ProviderError(error.kind, error.message, { ...error.details, isRetryable: false }));
  }

  function open(key: string, request: AskRequest): Waiter {
    let resolve!: (reply: Reply) => void;
    let reject!: (error: unknown) => void;
    const promise = new Promise<Reply>((onReply, onError) => {
      resolve = onReply;
      reject = onError;
    });
    const ending =
      <T>(end: (value: T) => void) =>
      (value: T) => {
        if (waiters.get(key) === waiter) waiters.delete(key);
        end(value);
      };
    const waiter: Waiter = { key, request, failures: 0, promise, resolve: ending(resolve), reject: ending(reject) };
    waiters.set(key, waiter);
    return waiter;
  }

  return {
    name,
    windowOf: () => batchesAtOnce * maxRequests,
    async ask(request, signal) {
      signal.throwIfAborted();
      const key = cacheKey(request, endpoint);
      const { batchOfKey } = await recovered();
      signal.throwIfAborted();
      let waiter = waiters.get(key);
      if (!waiter) {
        waiter = open(key, request);
        const out = batchOfKey.get(key);
        if (out) follow(out.batchId, batchOfKey);
        else gathering.add(waiter);
      }
      return untilAborted(waiter.promise, signal, () => {
        // Not handed in yet: nobody pays for it. Handed in: the batch goes on and is found again by whoever resumes.
        gathering.remove(key);
        waiters.delete(key);
        if (waiters.size === 0) polling.abort(signal.reason);
      });
    },
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, giveUp: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => {
      giveUp();
      reject(signal.reason as Error);
    });
    promise.finally(forget).then(resolve, reject);
  });
}
