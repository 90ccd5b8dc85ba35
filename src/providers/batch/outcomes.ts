// What becomes of the requests of a batch: answered, refused for a parameter and submitted without it, not run and submitted anew, perhaps billed
// without an answer, or failed. A limit or an outage fails no row: it waits or stops the run.
import { countOf } from '../../engine/text/figures';
import type { Clock } from '../../engine/clock';
import { type AskRequest, ProviderError, type Reply } from '../../engine/provider';
import type { Quirks } from '../quirks';
import type { BatchBook, KnownBatch } from './batchBook';
import type { BatchLedger } from './batchLedger';
import type { BatchLine, BatchRefusal, BatchService } from './batchService';
import type { BatchEnd } from './followBatch';
import type { Gathering } from './gathering';
import { growingWaits } from './patience';
import type { Learned, Room } from './room';
import type { Waiter, Waiters } from './waiters';

/** A batch out there, and what is known of it while this process follows it. */
export type Followed = {
  readonly batch: KnownBatch;
  readonly modelId: string;
  /** Tokens that it takes of the model's room. */
  readonly tokens: number;
  /** What its requests were built with. */
  readonly sent: Quirks;
  readonly withLine: Set<string>;
  replies: number;
  /** Those that will not be submitted again, and why. */
  readonly failed: { readonly waiter: Waiter; readonly error: ProviderError }[];
};

export type OutcomePorts = {
  readonly name: string;
  readonly service: BatchService;
  readonly ledger: BatchLedger;
  readonly clock: Clock;
  readonly note: (message: string) => void;
  readonly pollMs: number;
  readonly maxRetries: number;
  readonly room: Room;
  readonly waiters: Waiters;
  readonly gathering: Gathering;
  /** Aborted when nobody waits any more. */
  readonly signal: () => AbortSignal;
};

/** More parameters than this are never refused one after the other (as live). */
const mostLessons = 6;
/** A batch of a model that has never answered, and that fails so many requests and answers none, stops the run instead of failing row after row. */
const outageFrom = 12;

const ends = { completed: 'ended', expired: 'expired', cancelled: 'was cancelled' };

export function createOutcomes(ports: OutcomePorts) {
  const { name, service, ledger, room, waiters, gathering, maxRetries, note } = ports;
  const firstRefusalWaitMs = 4 * ports.pollMs;
  let nextRefusalWait = growingWaits(firstRefusalWaitMs);
  const toldLimits = new Set<string>();

  function take(followed: Followed, line: BatchLine, book: BatchBook): void {
    if (line.type === 'unreadable' || line.type === 'unrun') return;
    const key = book.keyOf(followed.batch, line.customId);
    if (line.type === 'reply') followed.replies++;
    if (key === undefined) return;
    followed.withLine.add(key);
    const waiter = waiters.get(key);
    if (!waiter) return;
    if (line.type === 'reply') settle(waiter, followed, line.read, book);
    else if (!learned(waiter, followed, line, book)) retry(waiter, followed, line.error, book);
  }

  function settle(waiter: Waiter, followed: Followed, read: (request: AskRequest) => Reply, book: BatchBook): void {
    try {
      const reply = read(waiter.request);
      room.counted(followed.modelId, waiter.bytes, reply.usage);
      waiter.resolve(reply);
    } catch (error) {
      if (!(error instanceof ProviderError)) waiter.reject(error);
      else if (error.details.mayBeBilled) maybePaid(waiter, followed, book, error);
      else retry(waiter, followed, error, book);
    }
  }

  /** The refused parameter is left out from now on, and the row, which was not run, goes into a new batch. */
  function learned(
    waiter: Waiter,
    { batch, modelId, sent }: Followed,
    { said }: Extract<BatchLine, { type: 'failure' }>,
    book: BatchBook,
  ): boolean {
    if (waiter.lessons >= mostLessons || !service.learn(modelId, sent, said.status, said.message)) return false;
    waiter.lessons++;
    book.forget(batch, waiter.key);
    gathering.add(waiter);
    return true;
  }

  /** Not run and not billed: submitted again within the same reservation, some times. */
  function retry(waiter: Waiter, followed: Followed, error: ProviderError, book: BatchBook): void {
    book.forget(followed.batch, waiter.key);
    if (error.details.isRetryable && ++waiter.failures <= maxRetries) gathering.add(waiter);
    else followed.failed.push({ waiter, error });
  }

  /** Perhaps run and billed: this attempt is over, and whoever asks again (resubmitting.ts) pays anew. */
  function maybePaid(waiter: Waiter, { batch }: Followed, book: BatchBook, error?: ProviderError): void {
    book.forget(batch, waiter.key);
    const why = `${name}: the batch ${batch.batchId} gave no answer for the row, although it may have been billed.`;
    waiter.reject(error ?? new ProviderError('server', why, { isRetryable: true, mayBeBilled: true }));
  }

  async function finish(followed: Followed, end: BatchEnd, book: BatchBook): Promise<void> {
    const { batch, modelId, tokens } = followed;
    if (end.type === 'refused') return refused(followed, end.refusal, book);
    room.ended(modelId, tokens, true);
    nextRefusalWait = growingWaits(firstRefusalWaitMs);
    const { reference, batchId } = batch;
    if (end.type === 'gone') {
      note(
        `The service does not know the batch ${batchId} any more. Its rows are asked again, and what it may have cost counts as possibly billed.`,
      );
      for (const waiter of waiters.ofBatch(batch, book)) maybePaid(waiter, followed, book);
      await ledger.append({ type: 'ended', reference, outcome: 'gone' });
      return;
    }
    const { outcome, missing, read, answered } = end;
    if (missing > 0)
      note(
        `The service counts ${String(missing)} more answers of the batch ${batchId} than its results hold. Rows without an answer are asked again, and what these may have cost counts as possibly billed.`,
      );
    const without = waiters.ofBatch(batch, book).filter(({ key }) => !followed.withLine.has(key));
    if (outcome !== 'completed' && without.length > 0)
      note(
        `The batch ${batchId} ${ends[outcome]} before ${String(without.length)} of its rows were run. They are submitted again.`,
      );
    // Nobody can say which of them were run: the longest count, which cost most.
    without.sort((a, b) => b.bytes - a.bytes);
    for (const waiter of without.slice(0, missing)) maybePaid(waiter, followed, book);
    for (const waiter of without.slice(missing)) {
      // A batch that got somewhere in its day is no reason to stop.
      if (outcome === 'expired' && followed.replies > 0) waiter.failures--;
      retry(waiter, followed, notRun(outcome), book);
    }
    settleFailed(followed);
    await ledger.append({
      ...{ type: 'ended', reference, outcome, read },
      ...(answered !== undefined && { answered }),
    });
  }

  function settleFailed({ failed, replies, modelId }: Followed): void {
    const isModelsFault = replies === 0 && failed.length >= outageFrom && !room.hasAnswered(modelId);
    for (const { waiter, error } of failed) {
      const kind = isModelsFault || error.kind === 'rate-limit' ? 'quota' : error.kind;
      const message = isModelsFault
        ? `${modelId} has answered nothing in a batch and failed ${countOf(failed.length, 'request')}. The run pauses rather than fail every row. Last: ${error.message}`
        : error.message;
      waiter.reject(new ProviderError(kind, message, { ...error.details, isRetryable: false }));
    }
  }

  function notRun(outcome: keyof typeof ends): ProviderError {
    const message = `${name}: ${String(maxRetries + 1)} times a batch ${ends[outcome]} before the row's turn. Nothing is lost: resume the run to hand the rest in anew.`;
    return new ProviderError('quota', message, { isRetryable: true });
  }

  /** Nothing of the batch was run: it is forgotten. */
  async function refused(followed: Followed, refusal: BatchRefusal, book: BatchBook): Promise<void> {
    const { batch, modelId, tokens, sent } = followed;
    const { why, message, error, lines } = refusal;
    const { keys, reference } = batch;
    const open = waiters.ofBatch(batch, book);
    book.forgetAll(batch);
    const limit = why === 'enqueued' ? room.refused(modelId, refusal) : undefined;
    room.ended(modelId, tokens, false);
    await ledger.append({ type: 'ended', reference, outcome: 'refused', why: message });
    if (limit) {
      await ledger.append({ type: 'limit', ...limit });
      enqueueLater(limit, open, error);
    } else if (service.learn(modelId, sent, 400, message)) {
      for (const waiter of open)
        if (++waiter.lessons <= mostLessons) gathering.add(waiter);
        else waiter.reject(error);
    } else if (why === 'size' && keys.length > 1) {
      const bytes = open.reduce((sum, waiter) => sum + waiter.bytes, 0);
      gathering.shrink(keys.length, bytes);
      for (const waiter of open) gathering.add(waiter);
    } else if (lines) {
      const positions = new Map(keys.map((key, i) => [key, i]));
      for (const waiter of open) {
        const said = lines.get(positions.get(waiter.key)!);
        if (said === undefined) gathering.add(waiter);
        else
          followed.failed.push({
            waiter,
            error: new ProviderError('bad-request', `${name}: ${said}`, { isRetryable: false }),
          });
      }
      settleFailed(followed);
    } else for (const waiter of open) waiter.reject(error);
  }

  function enqueueLater({ model, tokens, stated }: Learned, open: readonly Waiter[], error: ProviderError): void {
    if (!toldLimits.has(model)) {
      toldLimits.add(model);
      const most = Math.round(stated ?? tokens).toLocaleString('en');
      note(
        `No more than ${stated === undefined ? 'about ' : ''}${most} tokens may be enqueued for ${model} at once. The rest is submitted as batches end.`,
      );
    }
    // A request that is larger than the whole limit would wait for ever.
    if (stated !== undefined && open.length === 1 && room.tokensOf(model, open[0]!.bytes) > stated) {
      open[0]!.reject(error);
      return;
    }
    const add = () => {
      for (const waiter of open) if (waiters.isWaiting(waiter)) gathering.add(waiter);
    };
    if (room.of(model).isAnythingOut) add();
    // Nothing of ours fills the queue, so no end of a batch will say when there is room.
    else
      ports.clock.sleep(nextRefusalWait(), ports.signal()).then(
        add,
        () => undefined, // nobody waits any more
      );
  }

  return { take, finish, refused };
}
